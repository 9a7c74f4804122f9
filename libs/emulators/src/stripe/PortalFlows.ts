import type { Params } from "./Params.ts"
import type { PortalSession } from "./Wire.ts"
import { reference, type World } from "./World.ts"

export const flowParams = [
  "type",
  "subscription_cancel[subscription]",
  "subscription_update[subscription]",
  "subscription_update_confirm[subscription]",
  "subscription_update_confirm[items][][id]",
  "subscription_update_confirm[items][][price]",
  "subscription_update_confirm[items][][quantity]",
  "after_completion[type]",
  "after_completion[redirect][return_url]",
  "after_completion[hosted_confirmation][custom_message]",
].map((name) => name.replace(/^(\w+)/, "flow_data[$1]"))

const types = [
  "payment_method_update",
  "subscription_cancel",
  "subscription_update",
  "subscription_update_confirm",
  "customer_update",
] as const

const completionOf = (params: Params | undefined): NonNullable<PortalSession["flow"]>["after_completion"] => {
  const type = params?.oneOf("type", ["portal_homepage", "redirect", "hosted_confirmation"]) ?? "portal_homepage"
  return {
    hosted_confirmation:
      type === "hosted_confirmation"
        ? { custom_message: params?.object("hosted_confirmation")?.string("custom_message") ?? null }
        : null,
    redirect: type === "redirect" ? { return_url: params?.object("redirect")?.required("return_url") ?? "" } : null,
    type,
  }
}

/** The one thing that a portal link is for, when it is for one. */
export const flowOf = (world: World, params: Params): PortalSession["flow"] => {
  const data = params.object("flow_data")
  if (!data) return null
  const type = data.oneOf("type", types) ?? "customer_update"
  const own = data.object(type)
  const named = (): string => {
    const id = own?.required("subscription") ?? data.required(`${type}`)
    return reference(world.subscriptions, "subscription", id, `flow_data[${type}][subscription]`).id
  }
  return {
    after_completion: completionOf(data.object("after_completion")),
    customer_update: type === "customer_update" ? {} : null,
    subscription_cancel: type === "subscription_cancel" ? { retention: null, subscription: named() } : null,
    subscription_pause: null,
    subscription_update: type === "subscription_update" ? { subscription: named() } : null,
    subscription_update_confirm:
      type === "subscription_update_confirm"
        ? {
            discounts: null,
            items: (own?.objects("items") ?? []).map((item) => ({
              id: item.string("id") ?? null,
              price: item.string("price") ?? null,
              quantity: item.integer("quantity") ?? 1,
            })),
            subscription: named(),
          }
        : null,
    type,
  }
}
