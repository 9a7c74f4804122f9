const names: Readonly<Record<string, string>> = {
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

export interface Page {
  readonly title: string
  readonly text: string
  readonly button?: { readonly label: string; readonly again: boolean }
}

const nameOf = (kind: string) => names[kind] ?? kind

export const question = (kind: string): Page => ({
  title: "Unsubscribe?",
  text: `You will get no more e-mails about ${nameOf(kind)}. Your inbox in the app stays as it is.`,
  button: { label: "Unsubscribe", again: false },
})

export const done = (kind: string, again: boolean): Page =>
  again
    ? { title: "You are subscribed again", text: `You will get e-mails about ${nameOf(kind)}.` }
    : {
        title: "You are unsubscribed",
        text: `You will get no more e-mails about ${nameOf(kind)}.`,
        button: { label: "That was a mistake: subscribe again", again: true },
      }

export const unknownLink: Page = {
  title: "This link is not one of ours",
  text: "It may have been cut off on the way. You can choose what you hear of in the app, under Notification settings.",
}

const style = `:root{color-scheme:light dark;--page:#faf9f7;--card:#fff;--line:#e5e1dc;--ink:#1f1b18;--soft:#6f6760}
@media (prefers-color-scheme:dark){:root{--page:#110d0c;--card:#1a1512;--line:#2c2622;--ink:#f0ede9;--soft:#aaa29b}}
body{background:var(--page);color:var(--ink);font:16px/1.5 ui-sans-serif,system-ui,sans-serif;margin:0;padding:48px 16px}
main{background:var(--card);border:1px solid var(--line);border-radius:12px;margin:0 auto;max-width:28rem;padding:32px}
h1{font-size:1.375rem;margin:0 0 8px}p{color:var(--soft);margin:0 0 24px}
button{background:var(--ink);border:0;border-radius:8px;color:var(--card);cursor:pointer;font:600 1rem/1 inherit;font-family:inherit;padding:14px 20px}
button:focus-visible{outline:3px solid #c8401a;outline-offset:2px}`

/** A small page that needs nothing else; the form goes to the address it came from. */
export const page = ({ button, text, title }: Page): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">
<title>${title} · Tango</title><style>${style}</style></head>
<body><main><h1>${title}</h1><p>${text}</p>${
  button === undefined
    ? ""
    : `<form method="post"><input type="hidden" name="again" value="${button.again ? "yes" : "no"}"><button>${button.label}</button></form>`
}</main></body></html>
`
