import { Problem } from "../../Problem.ts"

export class LinkInvalid extends Problem<LinkInvalid>()(
  "LinkInvalid",
  {
    code: "link_invalid",
    status: 401,
    title: "This link was used before or has expired. Ask for a new one.",
  },
  {},
) {}

export class CredentialsInvalid extends Problem<CredentialsInvalid>()(
  "CredentialsInvalid",
  {
    code: "credentials_invalid",
    status: 401,
    title: "The e-mail address or the password is wrong.",
  },
  {},
) {}

export class SessionEnded extends Problem<SessionEnded>()(
  "SessionEnded",
  {
    code: "session_ended",
    status: 401,
    title: "The session has ended. Log in again.",
  },
  {},
) {}

export class OriginRefused extends Problem<OriginRefused>()(
  "OriginRefused",
  {
    code: "origin_refused",
    status: 403,
    title: "Requests from this origin are refused.",
  },
  {},
) {}

export class NotAMember extends Problem<NotAMember>()(
  "NotAMember",
  {
    code: "not_a_member",
    status: 403,
    title: "You cannot join this organization.",
  },
  {},
) {}
