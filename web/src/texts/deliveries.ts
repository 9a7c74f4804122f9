/** English texts; a translation is another file of the same shape. */
export const deliveries = {
  title: "Deliveries",
  text: "E-mails sent to people in your organization, newest first.",
  kind: "E-mail",
  recipient: "Recipient",
  state: "State",
  time: "Time",
  states: {
    queued: "Queued",
    sent: "Sent",
    delivered: "Delivered",
    bounced: "Bounced",
    complained: "Marked as spam",
    failed: "Failed",
  },
  kinds: {
    welcome: "Welcome",

    plan_changed: "Plan changed",
  } as Readonly<Record<string, string>>,
  emptyTitle: "No e-mails yet",
  emptyText: "When Tango writes to your people, you see here what arrived and what did not.",
  adminTitle: "For admins only",
  adminText: "The e-mail log shows addresses of everybody here, so only admins can open it.",
} as const
