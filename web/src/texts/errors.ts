import type { Problem } from "@/api/problems.ts"

const problems: Record<Problem["code"], string> = {
  already_a_member: "This person is already in your organization.",
  already_subscribed: "Your organization has a subscription already.",
  code_invalid: "This code is wrong, was used before or has expired. Wait for the next one and try again.",
  credentials_invalid: "The e-mail address or the password is wrong.",
  email_taken:
    "This address cannot be used: somebody here has it, it is yours already, or your organization does not allow it.",
  forbidden: "Your role does not allow this.",
  idempotency_key_reused: "This was sent before with other contents. Please try once more.",
  invalid_request: "Something in the form is not right. Check it and try again.",
  link_invalid: "This link was used before or has expired.",
  log_in_interrupted: "This log-in was begun in another browser, or took too long. Start again.",
  log_in_too_old:
    "For this you must have logged in within the last five minutes. Log out and in again, or set the password by mail.",
  not_a_member: "You cannot join this organization.",
  not_found: "This does not exist, or no longer.",
  origin_refused: "This page may not do that from here. Reload it and try again.",
  other_log_in_required: "This organization asks for another way to log in.",
  password_breached: "This password is known from a data breach. Choose another.",
  password_weak: "This password is too easy to guess. Make it longer, or add an uncommon word.",
  phone_refused: "No message can be sent to this number. Check it, or use an authenticator app.",
  project_limit_reached: "Your plan allows no more projects.",
  provider_not_offered: "This way to log in is not offered here. Choose another.",
  provider_unavailable: "A service we depend on does not answer. Nothing was changed; try again in a moment.",
  second_factor_exists: "You have a second step of this kind already. Remove it before you set up another.",
  second_factor_needed: "Your organization asks for a second step, and this is your only one. Set up another first.",
  second_factor_required: "This log-in needs a second step.",
  second_factor_unproved:
    "Log out and in again with your second step, then add another of a kind that your organization allows.",
  session_ended: "Your session has ended. Log in again.",
  sso_unavailable: "There is no single sign-on here. Check the name, log in another way, or ask your administrator.",
  too_many_requests: "That was a lot in a short time. Wait a moment, then try again.",
  unauthenticated: "Your session has ended. Log in again.",
}

export const errors = {
  problems,
  unreachable: "The server cannot be reached.",
  unreachableHint: "Check your connection. Nothing you did is lost on our side.",
  unexpected: "Something went wrong on our side.",
  unexpectedHint: "Try again. If it stays like this, send us the trace id below.",
  trace: "Trace",
  copyTrace: "Copy trace id",
  copied: "Trace id copied",
  pageTitle: "Something went wrong",
  notFoundTitle: "There is nothing at this address",
  notFoundHint: "The page may have moved, or the address has a typo.",
  home: "Go to projects",
} as const
