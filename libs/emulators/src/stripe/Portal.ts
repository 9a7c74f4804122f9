import { inTimeOfObject } from "./ClockScope.ts"
import { emit } from "./Events.ts"
import type { Hono } from "hono"
import { StripeFailure } from "./Errors.ts"
import { messagePage } from "./Html.ts"
import { newId } from "./Ids.ts"
import type { Params } from "./Params.ts"
import { act } from "./PortalActions.ts"
import { configurationOf } from "./PortalConfigurations.ts"
import { flowOf, flowParams } from "./PortalFlows.ts"
import { portalPage } from "./PortalPage.ts"
import type { Endpoint } from "./Router.ts"
import type { PortalSession } from "./Wire.ts"
import { work } from "./Work.ts"
import { reference, type World } from "./World.ts"

/** How long a portal link works, in seconds. */
const lifetime = 60 * 60

const create = (world: World, params: Params): PortalSession => {
  const customer = reference(world.customers, "customer", params.required("customer"), "customer")
  const configuration = configurationOf(world, params.string("configuration"))
  const token = newId("test", 40)
  const session: PortalSession = {
    id: newId("bps"),
    object: "billing_portal.session",
    after_expiration: null,
    configuration: configuration.id,
    created: world.now(),
    customer: customer.id,
    customer_account: null,
    flow: flowOf(world, params),
    livemode: false,
    locale: params.string("locale") ?? null,
    on_behalf_of: null,
    return_url: params.string("return_url") ?? configuration.default_return_url,
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
    allow: ["customer", "return_url", "configuration", "locale", ...flowParams],
    handle: ({ params }) => create(world, params),
  },
]

const live = (world: World, token: string): PortalSession | undefined => {
  const session = world.portalSessions.get(token)
  return session && inTimeOfObject(world, session.customer ?? "", () => session.created + lifetime > world.now())
    ? session
    : undefined
}

const gone = () =>
  messagePage("This link has expired", "Go back to where you came from and open billing again.", null, 404)

const redirectTo = (location: string): Response => new Response(null, { status: 303, headers: { location } })

const answer = (world: World, token: string, session: PortalSession, fields: URLSearchParams): Response => {
  try {
    const problem = inTimeOfObject(world, session.customer ?? "", () => work(world, () => act(world, session, fields)))
    if (problem !== null) return portalPage(world, { token, session, problem }, 422)
    const after = session.flow?.after_completion
    return redirectTo(after?.redirect?.return_url ?? `/p/session/${token}`)
  } catch (failure) {
    if (!(failure instanceof StripeFailure)) throw failure
    return portalPage(world, { token, session, problem: failure.body.message }, failure.status)
  }
}

/** The hosted customer portal. */
export const addPortalPages = (app: Hono, world: World): void => {
  app.get("/p/session/:token", (context) => {
    const token = context.req.param("token")
    const session = live(world, token)
    return session ? portalPage(world, { token, session, problem: null }) : gone()
  })
  app.post("/p/session/:token", async (context) => {
    const token = context.req.param("token")
    const fields = new URLSearchParams(await context.req.text())
    const session = live(world, token)
    return session ? answer(world, token, session, fields) : gone()
  })
}
