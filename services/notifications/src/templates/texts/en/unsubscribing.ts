import type { Kind } from "@tango/contracts/api/NotificationsApi"
import type { UnsubscribeTexts } from "../../Texts.ts"

const names: Readonly<Record<Kind | "digest", string>> = {
  welcome: "your welcome",
  payment_failed: "payments that failed",
  security_changed: "security",
  invitation_accepted: "accepted invitations",
  role_changed: "changes of your role",
  project_shared: "projects shared with you",
  export_ready: "finished exports",
  plan_changed: "changes of the plan",
  trial_ending: "the end of a trial",
  payment_recovered: "payments that went through",
  invoice_paid: "paid invoices",
  invoice_refunded: "refunds",
  invoice_disputed: "disputed payments",
  duplicate_refunded: "subscriptions that were paid twice",
  credits_changed: "credits",
  seat_limit_reached: "seats",
  usage_warning: "limits that come near",
  usage_reached: "limits that are reached",
  digest: "the day (the daily digest)",
}

/** The page that a link to unsubscribe leads to. */
export const unsubscribing: UnsubscribeTexts = {
  question: (kind) => ({
    title: "Unsubscribe?",
    text: `You will get no more e-mails about ${names[kind]}. Your inbox in the app stays as it is.`,
    button: "Unsubscribe",
  }),
  ended: (kind) => ({
    title: "You are unsubscribed",
    text: `You will get no more e-mails about ${names[kind]}.`,
    button: "That was a mistake: subscribe again",
  }),
  resumed: (kind) => ({
    title: "You are subscribed again",
    text: `You will get e-mails about ${names[kind]}.`,
  }),
  unknown: {
    title: "This link is not one of ours",
    text: "It may have been cut off on the way. You can choose what you hear of in the app, under Notification settings.",
  },
}
