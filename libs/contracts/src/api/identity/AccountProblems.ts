import { Problem } from "../../Problem.ts"

/** Something that wants a log-in of the last minutes. */
export class LogInTooOld extends Problem<LogInTooOld>()(
  "LogInTooOld",
  {
    code: "log_in_too_old",
    status: 403,
    title: "For this you must have logged in within the last five minutes. Log out, log in and try again.",
  },
  {},
) {}

export class SecondFactorNeeded extends Problem<SecondFactorNeeded>()(
  "SecondFactorNeeded",
  {
    code: "second_factor_needed",
    status: 409,
    title: "Your organization asks for a second factor, and this is your only one.",
  },
  {},
) {}

export class SecondFactorExists extends Problem<SecondFactorExists>()(
  "SecondFactorExists",
  {
    code: "second_factor_exists",
    status: 409,
    title: "You have a second factor of this kind. Remove it before you set up another.",
  },
  {},
) {}

/** Another factor is only for who has shown the one that is there, and of a kind that the organization allows. */
export class SecondFactorUnproved extends Problem<SecondFactorUnproved>()(
  "SecondFactorUnproved",
  {
    code: "second_factor_unproved",
    status: 403,
    title: "Log out and in again with your second factor, then add another of a kind that your organization allows.",
  },
  {},
) {}

export class PhoneRefused extends Problem<PhoneRefused>()(
  "PhoneRefused",
  {
    code: "phone_refused",
    status: 422,
    title: "No message can be sent to this phone number.",
  },
  {},
) {}

export class EmailTaken extends Problem<EmailTaken>()(
  "EmailTaken",
  {
    code: "email_taken",
    status: 409,
    title: "Somebody in your organization has this address, or it cannot be used here.",
  },
  {},
) {}
