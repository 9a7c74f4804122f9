import { book } from "./AccountTransactions.ts"
import { emit } from "./Events.ts"
import { invalid, missingParameter } from "./Errors.ts"
import { newId } from "./Ids.ts"
import type { Params } from "./Params.ts"
import { reading } from "./Reading.ts"
import type { Endpoint } from "./Router.ts"
import type { Charge, Refund } from "./Wire.ts"
import { reference, resource, type World } from "./World.ts"

const chargeOf = (world: World, params: Params): Charge => {
  const id = params.string("charge")
  if (id !== undefined) return reference(world.charges, "charge", id, "charge")
  const intentId = params.string("payment_intent")
  if (intentId === undefined) throw missingParameter("charge")
  const intent = reference(world.paymentIntents, "payment_intent", intentId, "payment_intent")
  const charge = world.charges.get(intent.latest_charge ?? "")
  if (charge?.paid) return charge
  throw invalid(`This PaymentIntent (${intentId}) does not have a successful charge to refund.`, {
    param: "payment_intent",
  })
}

interface RefundOrder {
  readonly amount?: number | undefined
  readonly reason?: Refund["reason"]
  readonly metadata?: Refund["metadata"]
}

/** Gives a charge back, wholly or in part; what it paid for stays as it is. */
const refund = (world: World, charge: Charge, order: RefundOrder): Refund => {
  const rest = charge.amount - charge.amount_refunded
  const amount = order.amount ?? rest
  if (!charge.paid) throw invalid(`Charge ${charge.id} has not been paid.`, { param: "charge" })
  if (rest === 0) throw invalid(`Charge ${charge.id} has already been refunded.`, { code: "charge_already_refunded" })
  if (charge.disputed)
    throw invalid(`Charge ${charge.id} has been charged back; cannot issue a refund.`, { code: "charge_disputed" })
  if (amount < 1) throw invalid("Invalid positive integer", { code: "parameter_invalid_integer", param: "amount" })
  if (amount > rest) {
    throw invalid(`Refund amount (${amount}) is greater than unrefunded amount on charge (${rest})`, {
      param: "amount",
    })
  }
  const id = newId("re")
  const made: Refund = {
    id,
    object: "refund",
    amount,
    balance_transaction: book(world, { type: "refund", amount: -amount, source: { id, currency: charge.currency } }).id,
    charge: charge.id,
    created: world.now(),
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    metadata: order.metadata ?? {},
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: order.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: "succeeded",
    transfer_reversal: null,
  }
  world.refunds.put(id, made)
  const refunded = charge.amount_refunded + amount
  const after: Charge = { ...charge, amount_refunded: refunded, refunded: refunded === charge.amount }
  world.charges.put(charge.id, after)
  emit(world, "refund.created", made)
  emit(world, "charge.refunded", after, { amount_refunded: charge.amount_refunded, refunded: charge.refunded })
  emit(world, "charge.refund.updated", made)
  emit(world, "refund.updated", made)
  return made
}

export const refundEndpoints = (world: World): ReadonlyArray<Endpoint> => [
  ...reading("/v1/refunds", "refund", world.refunds, ["charge", "payment_intent"]),
  {
    method: "POST",
    path: "/v1/refunds",
    allow: ["charge", "payment_intent", "amount", "reason", "metadata", "metadata[*]"],
    handle: ({ params }) =>
      refund(world, chargeOf(world, params), {
        amount: params.integer("amount"),
        reason: params.oneOf("reason", ["duplicate", "fraudulent", "requested_by_customer"]) ?? null,
        metadata: params.metadata(),
      }),
  },
  {
    method: "POST",
    path: "/v1/refunds/:id",
    allow: ["metadata", "metadata[*]"],
    handle: ({ id, params }) => {
      const before = resource(world.refunds, "refund", id)
      const after = { ...before, metadata: params.metadata(before.metadata) }
      world.refunds.put(id, after)
      emit(world, "refund.updated", after, { metadata: before.metadata })
      return after
    },
  },
]
