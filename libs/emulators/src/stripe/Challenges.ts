import type { Hono } from "hono"
import { newId } from "./Ids.ts"
import { html, messagePage, pageResponse } from "./Html.ts"
import type { PaymentMethod, Session } from "./Wire.ts"
import type { World } from "./World.ts"

/** Sends the customer to their bank's question about a card that pays a Checkout session. */
export const challengeFor = (world: World, session: Session, method: PaymentMethod): Response => {
  const id = newId("auth")
  world.challenges.put(id, {
    id,
    intent: null,
    session: session.id,
    method: method.id,
    returnTo: `/c/pay/${session.id}`,
  })
  return new Response(null, { status: 303, headers: { location: `/authenticate/${id}` } })
}
