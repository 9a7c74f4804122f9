import { createSession, creationParams } from "./CheckoutCreation.ts"
import { emit } from "./Events.ts"
import { invalid } from "./Errors.ts"
import { createdParams, createdWithin, page, pagingParams } from "./Paging.ts"
import type { Params } from "./Params.ts"
import type { Endpoint } from "./Router.ts"
import type { Session } from "./Wire.ts"
import { resource, type World } from "./World.ts"

/** The session as it stands now: an open one whose time is over expires here, with its event. */
export const settled = (world: World, session: Session): Session =>
  session.status === "open" && session.expires_at <= world.now() ? expire(world, session) : session

const expire = (world: World, session: Session): Session => {
  const expired: Session = { ...session, status: "expired", url: null }
  world.sessions.put(session.id, expired)
  emit(world, "checkout.session.expired", expired)
  return expired
}

const expireOpen = (world: World, session: Session): Session => {
  if (session.status === "open") return expire(world, session)
  throw invalid(
    `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${session.status}\`.`,
  )
}

const filtered = (world: World, params: Params): ReadonlyArray<Session> => {
  const customer = params.string("customer")
  const status = params.oneOf("status", ["open", "complete", "expired"])
  const subscription = params.string("subscription")
  const within = createdWithin(params)
  return world.sessions
    .all()
    .map((one) => settled(world, one))
    .filter(
      (one) =>
        (customer === undefined || one.customer === customer) &&
        (status === undefined || one.status === status) &&
        (subscription === undefined || one.subscription === subscription) &&
        within(one),
    )
}

const open = (world: World, id: string): Session => settled(world, resource(world.sessions, "checkout.session", id))

export const checkoutSessionEndpoints = (world: World): ReadonlyArray<Endpoint> => [
  {
    method: "POST",
    path: "/v1/checkout/sessions",
    allow: creationParams,
    handle: ({ params }) => createSession(world, params),
  },
  {
    method: "GET",
    path: "/v1/checkout/sessions",
    allow: [...pagingParams, ...createdParams, "customer", "status", "subscription"],
    handle: ({ params, path }) => page(path, filtered(world, params), params),
  },
  { method: "GET", path: "/v1/checkout/sessions/:id", allow: [], handle: ({ id }) => open(world, id) },
  {
    method: "POST",
    path: "/v1/checkout/sessions/:id/expire",
    allow: [],
    handle: ({ id }) => expireOpen(world, open(world, id)),
  },
  {
    method: "GET",
    path: "/v1/checkout/sessions/:id/line_items",
    allow: pagingParams,
    handle: ({ id, params, path }) => {
      open(world, id)
      return page(path, (world.checkoutPlans.get(id)?.lineItems ?? []).toReversed(), params)
    },
  },
]
