import { book } from "./AccountTransactions.ts"
import { noEvidence } from "./DisputeEvidence.ts"
import { emit } from "./Events.ts"
import { invalid } from "./Errors.ts"
import { newId } from "./Ids.ts"
import type { Params } from "./Params.ts"
import { day } from "./Periods.ts"
import { reading } from "./Reading.ts"
import type { Endpoint } from "./Router.ts"
import { cancelNow, nothingRequested } from "./SubscriptionCancel.ts"
import type { Charge, Dispute } from "./Wire.ts"
import { resource, settingsOf, type World } from "./World.ts"

const fee = 1500

/** The customer's bank takes a payment back until it is decided; an inquiry only asks. */
export const dispute = (world: World, charge: Charge, kind: "dispute" | "inquiry"): Dispute => {
  const id = newId("dp")
  const withdrawn =
    kind === "inquiry"
      ? []
      : [book(world, { type: "adjustment", amount: -charge.amount, source: { id, currency: charge.currency } })]
  const made: Dispute = {
    id,
    object: "dispute",
    amount: charge.amount,
    balance_transactions: withdrawn.map((one) => ({
      ...one,
      fee,
      fee_details: [
        { amount: fee, application: null, currency: one.currency, description: "Dispute fee", type: "stripe_fee" },
      ],
      net: one.amount - fee,
    })),
    charge: charge.id,
    created: world.now(),
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: noEvidence,
    evidence_details: {
      due_by: world.now() + 7 * day,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: "not_submitted",
    },
    intended_submission_method: null,
    is_charge_refundable: kind === "inquiry",
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    payment_method_details: {
      card: {
        brand: "visa",
        case_type: kind === "inquiry" ? "inquiry" : "chargeback",
        network: "visa",
        network_reason_code: "10.4",
      },
      type: "card",
    },
    reason: "fraudulent",
    status: kind === "inquiry" ? "warning_needs_response" : "needs_response",
  }
  world.disputes.put(id, made)
  emit(world, "charge.dispute.created", made)
  if (kind === "inquiry") return made
  const { disputed } = charge
  const after: Charge = { ...charge, disputed: true }
  world.charges.put(charge.id, after)
  emit(world, "charge.updated", after, { disputed })
  emit(world, "charge.dispute.funds_withdrawn", made)
  if (settingsOf(world).cancelDisputed) endSubscription(world, charge)
  return made
}

const endSubscription = (world: World, charge: Charge): void => {
  const payment = world.invoicePayments.all().findLast((one) => one.payment.payment_intent === charge.payment_intent)
  const invoice = world.invoices.get(payment?.invoice ?? "")
  const subscription = world.subscriptions.get(invoice?.parent?.subscription_details?.subscription ?? "")
  if (subscription && subscription.status !== "canceled")
    cancelNow(world, subscription, { ...nothingRequested, reason: "payment_disputed" })
}

const isOpen = (one: Dispute): boolean =>
  ["needs_response", "under_review", "warning_needs_response", "warning_under_review"].includes(one.status)

/** Decides a dispute; a win brings the money back. */
export const decide = (world: World, before: Dispute, outcome: "won" | "lost"): Dispute => {
  if (!isOpen(before)) throw invalid("This dispute is already closed")
  const inquiry = before.status.startsWith("warning")
  const back =
    outcome === "won" && !inquiry ? [book(world, { type: "adjustment", amount: before.amount, source: before })] : []
  const after: Dispute = {
    ...before,
    balance_transactions: [...before.balance_transactions, ...back],
    status: inquiry ? "warning_closed" : outcome,
  }
  world.disputes.put(after.id, after)
  emit(world, "charge.dispute.closed", after, { status: before.status })
  if (back.length > 0) emit(world, "charge.dispute.funds_reinstated", after)
  return after
}

const texts = ["uncategorized_text", "product_description", "customer_name", "customer_email_address"] as const

/** Takes evidence; once submitted, the text `winning_evidence` or `losing_evidence` decides as in test mode. */
const update = (world: World, before: Dispute, params: Params): Dispute => {
  const given = params.object("evidence")
  const evidence = { ...before.evidence }
  for (const name of texts) evidence[name] = given?.nullable(name) ?? evidence[name]
  const submits = given !== undefined && (params.boolean("submit") ?? true)
  const after: Dispute = {
    ...before,
    evidence,
    evidence_details: {
      ...before.evidence_details,
      has_evidence: before.evidence_details.has_evidence || given !== undefined,
      submission_count: before.evidence_details.submission_count + (submits ? 1 : 0),
      submission_method: submits ? "manual" : before.evidence_details.submission_method,
    },
    metadata: params.metadata(before.metadata),
    status: submits ? (before.status.startsWith("warning") ? "warning_under_review" : "under_review") : before.status,
  }
  world.disputes.put(after.id, after)
  emit(world, "charge.dispute.updated", after, { evidence: before.evidence, status: before.status })
  if (evidence.uncategorized_text === "winning_evidence") return decide(world, after, "won")
  if (evidence.uncategorized_text === "losing_evidence") return decide(world, after, "lost")
  return after
}

export const disputeEndpoints = (world: World): ReadonlyArray<Endpoint> => {
  const named = (id: string) => resource(world.disputes, "dispute", id)
  return [
    ...reading("/v1/disputes", "dispute", world.disputes, ["charge", "payment_intent"]),
    {
      method: "POST",
      path: "/v1/disputes/:id",
      allow: [...texts.map((name) => `evidence[${name}]`), "submit", "metadata", "metadata[*]"],
      handle: ({ id, params }) => update(world, named(id), params),
    },
    { method: "POST", path: "/v1/disputes/:id/close", allow: [], handle: ({ id }) => decide(world, named(id), "lost") },
  ]
}
