import { attachNamed } from "./AttachedCards.ts"
import { cardByNumber, isCardNumber, namedCard, type TestCard } from "./Cards.ts"
import { collect } from "./Collecting.ts"
import { cardDeclined, invalid, missingParameter } from "./Errors.ts"
import type { Params } from "./Params.ts"
import { keepCard, newCardMethod } from "./PaymentMethods.ts"
import { confirm } from "./Payments.ts"
import type { Endpoint } from "./Router.ts"
import { follow } from "./Transitions.ts"
import type { PaymentIntent, PaymentMethod } from "./Wire.ts"
import { reference, resource, type World } from "./World.ts"

/** The card behind a token such as `tok_visa`, or behind a test number. */
const cardOf = (card: Params): TestCard => {
  const token = card.string("token")
  if (token !== undefined) {
    const named = namedCard(token.replace(/^tok_/, "pm_card_"))
    if (named) return named
    throw invalid(`No such token: '${token}'`, { code: "resource_missing", param: card.nameOf("token") })
  }
  const number = card.required("number").replaceAll(" ", "")
  if (isCardNumber(number)) return cardByNumber(number)
  throw invalid("Your card number is incorrect.", { code: "incorrect_number", param: card.nameOf("number") })
}

const create = (world: World, params: Params): PaymentMethod => {
  if (params.required("type") !== "card") throw invalid("Only cards are emulated.", { param: "type" })
  const given = params.object("card")
  if (!given) throw missingParameter("card")
  const card = cardOf(given)
  if (card.onSave) throw cardDeclined(card.onSave)
  const year = new Date(world.now() * 1000).getUTCFullYear() + 5
  const details = params.object("billing_details")
  const method = newCardMethod(world, {
    card,
    expMonth: given.integer("exp_month") ?? 12,
    expYear: given.integer("exp_year") ?? year,
    name: details?.string("name") ?? null,
    email: details?.string("email") ?? null,
  })
  return keepCard(world, method, card)
}

/** Pays an intent with the method named or its own; what belongs to an invoice pays that. */
const confirmIntent = (world: World, intent: PaymentIntent, params: Params): PaymentIntent => {
  const id = params.string("payment_method") ?? intent.payment_method
  if (id === null) throw missingParameter("payment_method")
  const isNew = !world.paymentMethods.get(id) && namedCard(id) !== undefined
  const method =
    isNew && intent.customer !== null
      ? attachNamed(world, id, intent.customer)
      : reference(world.paymentMethods, "PaymentMethod", id, "payment_method")
  const payment = world.invoicePayments.all().findLast((one) => one.payment.payment_intent === intent.id)
  const invoice = world.invoices.get(payment?.invoice ?? "")
  const outcome = invoice ? collect(world, invoice, { method }) : confirm(world, intent, method)
  if ("invoice" in outcome) follow(world, outcome)
  const after = resource(world.paymentIntents, "payment_intent", intent.id)
  if (outcome.decline && !outcome.action) {
    const charge = after.latest_charge === null ? {} : { charge: after.latest_charge }
    throw cardDeclined(outcome.decline, { ...charge, payment_intent: after })
  }
  return after
}

export const paymentCreationEndpoints = (world: World): ReadonlyArray<Endpoint> => [
  {
    method: "POST",
    path: "/v1/payment_methods",
    allow: [
      "type",
      ...["token", "number", "exp_month", "exp_year", "cvc"].map((name) => `card[${name}]`),
      "billing_details[name]",
      "billing_details[email]",
    ],
    handle: ({ params }) => create(world, params),
  },
  {
    method: "POST",
    path: "/v1/payment_intents/:id/confirm",
    allow: ["payment_method", "return_url", "off_session"],
    handle: ({ id, params }) => confirmIntent(world, resource(world.paymentIntents, "payment_intent", id), params),
  },
]
