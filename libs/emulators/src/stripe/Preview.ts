import { changeSubscription } from "./Changing.ts"
import { discountParams, readDiscounts } from "./DiscountParams.ts"
import { withLines } from "./Drafting.ts"
import { invalid, missingParameter } from "./Errors.ts"
import { settle } from "./Finalizing.ts"
import { createInvoiceItem, invoiceItemParams } from "./InvoiceItemCreation.ts"
import { Params } from "./Params.ts"
import { renew } from "./Renewing.ts"
import { advancePhases } from "./SchedulePhases.ts"
import { firstPeriodEnd } from "./SubscriptionCancel.ts"
import { billingParams, readChange } from "./SubscriptionChanges.ts"
import { billingModeOf, orderedItems, trialEndOf } from "./SubscriptionCreation.ts"
import { endNow } from "./SubscriptionEnding.ts"
import { startSubscription } from "./Starting.ts"
import type { Invoice, Subscription } from "./Wire.ts"
import { reference, resource, type World } from "./World.ts"

export const previewParams = [
  ...billingParams.map((name) => name.replace(/^(\w+)/, "subscription_details[$1]")),
  ...invoiceItemParams.map((name) => name.replace(/^(\w+)/, "invoice_items[][$1]")),
  ...discountParams,
  "subscription_details[billing_mode][type]",
  "subscription_details[cancel_now]",
  "subscription_details[resume_at]",
  "subscription_details[start_date]",
  "customer",
  "subscription",
  "schedule",
  "currency",
  "preview_mode",
  "automatic_tax[enabled]",
]

/** The invoice that would come: made for real by the same code, and then all of it is taken back. */
export const createPreview = (world: World, params: Params): Invoice =>
  world.transactions.preview(() => {
    const invoice = previewed(world, params)
    const id = `upcoming_${invoice.id}`
    const customer = resource(world.customers, "customer", invoice.customer ?? "")
    const discounts = params.has("discounts")
      ? (readDiscounts(world, params, { customer: customer.id, invoice: id }) ?? [])
      : invoice.discounts.flatMap((one) => world.discounts.get(one) ?? [])
    const lines = invoice.lines.data.map((line) => ({ ...line, invoice: id }))
    const shown = withLines(world, invoice, lines, discounts)
    const { amount_due: due, ending_balance } = settle(shown.total, invoice.starting_balance)
    return {
      ...shown,
      ...unsent,
      id,
      amount_due: due,
      amount_remaining: due,
      billing_reason: "upcoming",
      ending_balance,
      lines: { ...shown.lines, url: `/v1/invoices/${id}/lines` },
    }
  })

/** What a previewed invoice has not come to. */
const unsent = {
  amount_paid: 0,
  attempt_count: 0,
  attempted: false,
  effective_at: null,
  hosted_invoice_url: null,
  invoice_pdf: null,
  number: null,
  status: "draft",
  status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
} satisfies Partial<Invoice>

const previewed = (world: World, params: Params): Invoice => {
  const subscription = named(world, params)
  const customerId = subscription?.customer ?? params.string("customer")
  if (customerId === undefined) throw missingParameter("customer")
  const customer = reference(world.customers, "customer", customerId, "customer")
  for (const item of params.objects("invoice_items"))
    createInvoiceItem(world, item, { customer: customer.id, subscription: subscription?.id ?? null })
  const details = params.object("subscription_details") ?? new Params({})
  if (subscription) return ofSubscription(world, subscription, details)
  if (!details.has("items")) throw nothingUpcoming(customer.id)
  return startSubscription(world, {
    customer,
    items: orderedItems(world, details),
    fields: billingModeOf(details),
    trialEnd: trialEndOf(world, details),
    anchor: details.integer("billing_cycle_anchor") ?? null,
    prorates: details.string("proration_behavior") !== "none",
    method: null,
    pays: false,
    discounts: () => [],
  }).invoice
}

const nothingUpcoming = (customer: string) =>
  invalid(`No upcoming invoices for customer: '${customer}'`, { code: "invoice_upcoming_none" })

/** What a change bills at once, else what the next renewal bills after it. */
const ofSubscription = (world: World, before: Subscription, details: Params): Invoice => {
  if (details.boolean("cancel_now")) {
    const invoice = endNow(world, before, {
      prorate: details.string("proration_behavior") !== "none",
      invoiceNow: true,
    })
    if (invoice) return invoice
    throw nothingUpcoming(before.customer)
  }
  const after = changeSubscription(world, before, {
    ...readChange(world, before, details),
    payment: "default_incomplete",
  })
  const now =
    after.latest_invoice === before.latest_invoice ? undefined : world.invoices.get(after.latest_invoice ?? "")
  const invoice = now ?? world.at(firstPeriodEnd(after), () => nextInvoice(world, after))
  if (invoice) return invoice
  throw nothingUpcoming(before.customer)
}

const nextInvoice = (world: World, subscription: Subscription): Invoice | null => {
  const renews = ["active", "past_due", "trialing", "unpaid"].includes(subscription.status)
  if (subscription.cancel_at !== null && subscription.cancel_at <= world.now())
    return endNow(world, subscription, { prorate: false, invoiceNow: true })
  if (!renews) return null
  advancePhases(world, subscription)
  const now = world.subscriptions.get(subscription.id)
  return now && now.status !== "canceled" ? renew(world, now) : null
}

/** The subscription asked for, else the customer's only one when nothing new is described. */
const named = (world: World, params: Params): Subscription | undefined => {
  const scheduleId = params.string("schedule")
  const schedule =
    scheduleId === undefined ? undefined : reference(world.schedules, "subscription_schedule", scheduleId, "schedule")
  const id = params.string("subscription") ?? schedule?.subscription ?? undefined
  if (id !== undefined) return reference(world.subscriptions, "subscription", id, "subscription")
  if (params.has("subscription_details")) return undefined
  const own = world.subscriptions.live().filter((one) => one.customer === params.string("customer"))
  return own.toSorted((a, b) => firstPeriodEnd(a) - firstPeriodEnd(b))[0]
}
