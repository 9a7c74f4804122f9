import type { Problem } from "@/api/problems.ts"

const problems: Record<Problem["code"], string> = {
  already_a_member: "This person is already in your organization.",
  already_subscribed: "Your organization has a subscription already.",
  credentials_invalid: "The e-mail address or the password is wrong.",
  delivery_not_repeatable: "This e-mail cannot be sent again as things are.",
  forbidden: "Your role does not allow this.",
  idempotency_key_reused: "This was sent before with other contents. Please try once more.",
  invalid_request: "Something in the form is not right. Check it and try again.",
  link_invalid: "This link was used before or has expired.",
  not_a_member: "You cannot join this organization.",
  not_found: "This does not exist, or no longer.",
  origin_refused: "This page may not do that from here. Reload it and try again.",
  preference_locked: "This notification cannot be switched off.",
  project_limit_reached: "Your plan allows no more projects.",
  provider_unavailable: "A service we depend on does not answer. Nothing was changed; try again in a moment.",
  session_ended: "Your session has ended. Log in again.",
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
