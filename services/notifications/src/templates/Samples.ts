import type { Content } from "../domain/Content.ts"

const person = { name: "Ada Lovelace", organizationName: "Analytical Engines" }
const money = { amount: 2400, currency: "usd" }

/** One of each, for the preview page and the tests of templates. */
export const samples: ReadonlyArray<Content> = [
  { kind: "welcome", ...person },
  {
    kind: "invitation_accepted",
    ...person,
    memberName: "Grace Hopper",
    memberEmail: "grace@example.com",
    role: "member",
  },
  { kind: "role_changed", ...person, role: "admin", previousRole: "member" },
  {
    kind: "project_shared",
    ...person,
    projectId: "019ab3f2-6d1e-7cc3-98c1-2f1d6f0a1b2c",
    projectName: "Difference Engine No. 2",
    actorName: "Grace Hopper",
    relation: "editor",
  },
  { kind: "export_ready", ...person, exportName: "Audit log, November 2026", path: "/settings/audit-log" },
  { kind: "plan_changed", ...person, previousPlan: "free", plan: "pro" },
  { kind: "trial_ending", ...person, plan: "pro", trialEnd: "2026-12-06T10:00:00.000Z" },
  {
    kind: "payment_failed",
    ...person,
    ...money,
    nextAttemptAt: "2026-11-25T10:00:00.000Z",
    restrictedAt: "2026-12-06T10:00:00.000Z",
  },
  { kind: "payment_recovered", ...person, ...money },
  { kind: "invoice_paid", ...person, ...money, number: "7E2A1B3C-0001" },
  { kind: "invoice_refunded", ...person, ...money, number: "7E2A1B3C-0001" },
  { kind: "invoice_disputed", ...person, ...money, number: "7E2A1B3C-0001", dispute: "open" },
  { kind: "duplicate_refunded", ...person, ...money },
  { kind: "credits_changed", ...person, ...money, balance: 5000 },
  { kind: "seat_limit_reached", ...person, limit: 3 },
  { kind: "usage_warning", ...person, limitName: "projects", limit: 100, used: 80 },
  { kind: "usage_reached", ...person, limitName: "projects", limit: 100, used: 100 },
  { kind: "security_changed", ...person },
  {
    kind: "digest",
    ...person,
    date: "2026-11-22",
    entries: [
      { title: "Grace Hopper has joined Analytical Engines", text: "The invitation was accepted.", path: "/members" },
      { title: "Invoice 7E2A1B3C-0001 is paid", text: "$24.00, thank you.", path: "/billing" },
    ],
  },
]
