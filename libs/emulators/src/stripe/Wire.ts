import type Stripe from "stripe"

/**
 * A Stripe resource as it stands in JSON before anything is expanded: decimals are strings, and a reference that may be
 * expanded is the id alone.
 */
export type Wire<T> = T extends Stripe.Decimal
  ? string
  : T extends string | number | boolean | null | undefined | void
    ? T
    : T extends ReadonlyArray<infer Element>
      ? Array<Field<Element>>
      : T extends object
        ? { [Key in keyof T]: Field<T[Key]> }
        : never

type Field<T> = [Extract<T, { object: string; id: string }>] extends [never]
  ? Wire<T>
  : string extends T
    ? Exclude<T, object>
    : Wire<T>

export type Customer = Wire<Stripe.Customer>
export type Product = Wire<Stripe.Product>
export type Price = Wire<Stripe.Price>
export type Plan = Wire<Stripe.Plan>
export type Subscription = Wire<Stripe.Subscription>
export type SubscriptionItem = Wire<Stripe.SubscriptionItem>
export type Invoice = Wire<Stripe.Invoice>
export type InvoiceLine = Wire<Stripe.InvoiceLineItem>
export type InvoicePayment = Wire<Stripe.InvoicePayment>
export type PaymentIntent = Wire<Stripe.PaymentIntent>
export type PaymentMethod = Wire<Stripe.PaymentMethod>
export type Charge = Wire<Stripe.Charge>
export type Session = Wire<Stripe.Checkout.Session>
export type LineItem = Wire<Stripe.LineItem>
export type PortalSession = Wire<Stripe.BillingPortal.Session>
export type BalanceTransaction = Wire<Stripe.CustomerBalanceTransaction>
export type WebhookEndpoint = Wire<Stripe.WebhookEndpoint>
export type InvoiceItem = Wire<Stripe.InvoiceItem>
export type Schedule = Wire<Stripe.SubscriptionSchedule>
export type SchedulePhase = Schedule["phases"][number]
export type TestClock = Wire<Stripe.TestHelpers.TestClock>
export type Coupon = Wire<Stripe.Coupon>
export type PromotionCode = Wire<Stripe.PromotionCode>
export type Discount = Wire<Stripe.Discount>
export type Refund = Wire<Stripe.Refund>
export type Dispute = Wire<Stripe.Dispute>
export type TaxId = Wire<Stripe.TaxId>
export type Meter = Wire<Stripe.Billing.Meter>
export type PortalConfiguration = Wire<Stripe.BillingPortal.Configuration>
export type Feature = Wire<Stripe.Entitlements.Feature>
export type ActiveEntitlement = Wire<Stripe.Entitlements.ActiveEntitlement>
export type SetupIntent = Wire<Stripe.SetupIntent>
export type EventDestination = Wire<Stripe.V2.Core.EventDestination>
export type AccountTransaction = Wire<Stripe.BalanceTransaction>

/** An event with the resource as it was at that moment, in `data.object`. */
export type Event = Omit<Wire<Stripe.EventBase>, "data"> & {
  data: { object: object; previous_attributes?: object }
}

export type Metadata = Stripe.Metadata

/** What every list answers. */
export interface List<A> {
  object: "list"
  url: string
  has_more: boolean
  data: Array<A>
}

export const listOf = <A>(url: string, data: Array<A>, hasMore = false): List<A> => ({
  object: "list",
  url,
  has_more: hasMore,
  data,
})

export const apiVersion = "2026-10-28.endive"
