import { attachNamed } from "./AttachedCards.ts"
import { cardDeclined, invalid, missingParameter } from "./Errors.ts"
import { emit } from "./Events.ts"
import { newId } from "./Ids.ts"
import type { Params } from "./Params.ts"
import type { SetupIntent } from "./Wire.ts"
import { reference, type World } from "./World.ts"

const usages = ["off_session", "on_session"] as const

/** The method that is named, the customer's own from now on where there is a customer. */
const methodOf = (world: World, params: Params, customer: string | null): string | null => {
  const named = params.nullable("payment_method") ?? null
  if (named === null) return null
  if (customer !== null) return attachNamed(world, named, customer).id
  return reference(world.paymentMethods, "PaymentMethod", named, "payment_method").id
}

const save = (world: World, intent: SetupIntent, event?: Parameters<typeof emit>[1]): SetupIntent => {
  if (event) emit(world, event, intent)
  return world.setupIntents.put(intent.id, intent)
}

const waiting = (method: string | null) => (method === null ? "requires_payment_method" : "requires_confirmation")

/** A stored intent to save a card, confirmed at once where that is asked for. */
export const create = (world: World, params: Params): SetupIntent => {
  const id = newId("seti")
  const customer = params.string("customer") ?? null
  if (customer !== null) reference(world.customers, "customer", customer, "customer")
  const method = methodOf(world, params, customer)
  const intent = save(
    world,
    {
      ...unusedFields,
      id,
      object: "setup_intent",
      client_secret: `${id}_secret_${newId("", 25).slice(1)}`,
      created: world.now(),
      customer,
      description: params.nullable("description") ?? null,
      metadata: params.metadata(),
      payment_method: method,
      status: waiting(method),
      usage: params.oneOf("usage", usages) ?? "off_session",
    },
    "setup_intent.created",
  )
  return params.boolean("confirm") === true ? confirm(world, intent, params) : intent
}

const open = (intent: SetupIntent, statuses: ReadonlyArray<SetupIntent["status"]>): void => {
  if (statuses.includes(intent.status)) return
  const message = `This SetupIntent's status is ${intent.status}, which does not allow this.`
  throw invalid(message, { code: "setup_intent_unexpected_state" })
}

const pending = ["requires_payment_method", "requires_confirmation", "requires_action"] as const

/** Changes what is not settled yet. */
export const update = (world: World, before: SetupIntent, params: Params): SetupIntent => {
  open(before, pending)
  const customer = params.string("customer") ?? before.customer
  const method = params.has("payment_method") ? methodOf(world, params, customer) : before.payment_method
  return save(world, {
    ...before,
    customer,
    description: params.has("description") ? (params.nullable("description") ?? null) : before.description,
    metadata: params.metadata(before.metadata),
    payment_method: method,
    status: waiting(method),
  })
}

/** Asks the card's bank. A bank that wants the customer's word waits for it on the page of 3-D Secure. */
export const confirm = (world: World, before: SetupIntent, params: Params): SetupIntent => {
  open(before, pending)
  const method = methodOf(world, params, before.customer) ?? before.payment_method
  if (method === null) throw missingParameter("payment_method")
  const behaviour = world.cardBehaviours.get(method)
  const intent = { ...before, payment_method: method }
  if (behaviour?.onSave) {
    const failed = save(
      world,
      { ...intent, payment_method: null, status: "requires_payment_method" },
      "setup_intent.setup_failed",
    )
    throw cardDeclined(behaviour.onSave, { setup_intent: failed })
  }
  if (!behaviour?.authentication) return save(world, { ...intent, status: "succeeded" }, "setup_intent.succeeded")
  const url = `${world.publicUrl}/authenticate/${intent.id}`
  return save(
    world,
    {
      ...intent,
      status: "requires_action",
      next_action: {
        type: "redirect_to_url",
        redirect_to_url: { return_url: params.nullable("return_url") ?? null, url },
      },
    },
    "setup_intent.requires_action",
  )
}

/** What the customer said to the bank. */
export const authenticate = (world: World, intent: SetupIntent, complete: boolean): SetupIntent =>
  complete
    ? save(world, { ...intent, next_action: null, status: "succeeded" }, "setup_intent.succeeded")
    : save(
        world,
        { ...intent, next_action: null, payment_method: null, status: "requires_payment_method" },
        "setup_intent.setup_failed",
      )

/** Gives up what has not succeeded. */
export const cancel = (world: World, before: SetupIntent, params: Params): SetupIntent => {
  open(before, pending)
  const reason = params.oneOf("cancellation_reason", ["abandoned", "duplicate", "requested_by_customer"]) ?? null
  const after: SetupIntent = { ...before, cancellation_reason: reason, next_action: null, status: "canceled" }
  return save(world, after, "setup_intent.canceled")
}

/** What a setup intent shows and the emulator does not do. */
const unusedFields = {
  allowed_payment_method_types: null,
  application: null,
  automatic_payment_methods: null,
  cancellation_reason: null,
  customer_account: null,
  excluded_payment_method_types: null,
  flow_directions: null,
  last_setup_error: null,
  latest_attempt: null,
  livemode: false,
  mandate: null,
  next_action: null,
  on_behalf_of: null,
  payment_method_configuration_details: null,
  payment_method_options: null,
  payment_method_types: ["card"],
  single_use_mandate: null,
} satisfies Partial<SetupIntent>
