import type { Hono } from "hono"
import { emit } from "./Events.ts"
import { saveSubscription } from "./SubscriptionStore.ts"
import { messagePage } from "./Html.ts"
import { newId } from "./Ids.ts"
import type { Params } from "./Params.ts"
import { portalPage } from "./PortalPage.ts"
import type { Endpoint } from "./Router.ts"
import { periodEnd, scheduledCancel } from "./SubscriptionCancel.ts"
import { work } from "./Work.ts"
import type { PortalSession, Subscription } from "./Wire.ts"
import { reference, type World } from "./World.ts"

/** How long a portal link works, in seconds. */
const lifetime = 60 * 60

const create = (world: World, params: Params): PortalSession => {
  const customer = reference(world.customers, "customer", params.required("customer"), "customer")
  const token = newId("test", 40)
  const session: PortalSession = {
    id: newId("bps"),
    object: "billing_portal.session",
    after_expiration: null,
    configuration: params.string("configuration") ?? "bpc_default",
    created: world.now(),
    customer: customer.id,
    customer_account: null,
    flow: null,
    livemode: false,
    locale: null,
    on_behalf_of: null,
    return_url: params.string("return_url") ?? null,
    url: `${world.publicUrl}/p/session/${token}`,
  }
  world.portalSessions.put(token, session)
  emit(world, "billing_portal.session.created", session)
  return session
}

export const portalEndpoints = (world: World): ReadonlyArray<Endpoint> => [
  {
    method: "POST",
    path: "/v1/billing_portal/sessions",
    allow: ["customer", "return_url", "configuration", "locale"],
    handle: ({ params }) => create(world, params),
  },
]

const live = (world: World, token: string): PortalSession | undefined => {
  const session = world.portalSessions.get(token)
  return session && session.created + lifetime > world.now() ? session : undefined
}

const gone = () =>
  messagePage("This link has expired", "Go back to where you came from and open billing again.", null, 404)

const subscriptionsOf = (world: World, session: PortalSession): ReadonlyArray<Subscription> =>
  world.subscriptions.all().filter((one) => one.customer === session.customer && one.status !== "canceled")

/** Flexible billing schedules the end by date: `cancel_at_period_end` stays false. */
const change = (world: World, subscription: Subscription, renew: boolean): void => {
  const scheduled = scheduledCancel(world, subscription, renew ? "renew" : { cancelAt: periodEnd(subscription) })
  saveSubscription(world, subscription, { ...subscription, ...scheduled })
}

/** The hosted customer portal: shows the plan, ends it with the period, and takes that back. */
export const addPortalPages = (app: Hono, world: World): void => {
  app.get("/p/session/:token", (context) => {
    const token = context.req.param("token")
    const session = live(world, token)
    return session ? portalPage(world, token, session, subscriptionsOf(world, session)) : gone()
  })
  app.post("/p/session/:token", async (context) => {
    const token = context.req.param("token")
    const fields = new URLSearchParams(await context.req.text())
    const session = live(world, token)
    if (!session) return gone()
    const subscription = subscriptionsOf(world, session).find((one) => one.id === fields.get("subscription"))
    const action = fields.get("action")
    if (subscription && (action === "cancel" || action === "renew"))
      work(world, () => change(world, subscription, action === "renew"))
    return new Response(null, { status: 303, headers: { location: `/p/session/${token}` } })
  })
}
