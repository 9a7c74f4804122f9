import type { Hono } from "hono"
import { nothingTyped, typedCard } from "./CardFields.ts"
import { readCard } from "./CardForm.ts"
import { inTimeOfObject } from "./ClockScope.ts"
import { checkoutPage } from "./CheckoutPage.ts"
import { payCheckout } from "./CheckoutPayment.ts"
import { addTaxId, changeOrder } from "./CheckoutOrder.ts"
import { settled } from "./CheckoutSessions.ts"
import { messagePage } from "./Html.ts"
import { newId } from "./Ids.ts"
import { work } from "./Work.ts"
import type { LineItem, Session } from "./Wire.ts"
import type { CheckoutPlan } from "./Hidden.ts"
import { settingsOf, type World } from "./World.ts"

/** How long the hosted page waits for the receiver of the completed event, in milliseconds. */
const courtesy = 10_000

interface Found {
  readonly session: Session
  readonly checkout: CheckoutPlan
  readonly unitOf: (item: LineItem) => string
}

const found = (world: World, id: string): Found | undefined => {
  const session = world.sessions.get(id)
  const checkout = world.checkoutPlans.get(id)
  const unitOf = (item: LineItem) => world.products.get(item.price?.product ?? "")?.unit_label ?? "unit"
  return session && checkout && { session: settled(world, session), checkout, unitOf }
}

const unknownPage = () =>
  messagePage("Page not found", "The page you were looking for could not be found. Please check the URL.", null, 404)

const closedPage = (session: Session): Response => {
  const back = session.cancel_url === null ? null : { href: session.cancel_url, label: "Go back" }
  return session.status === "complete"
    ? messagePage("You're all done here", "This checkout has been completed. There is nothing more to pay.", {
        href: successUrl(session),
        label: "Continue",
      })
    : messagePage("This checkout has expired", "Go back and start again to subscribe.", back)
}

const successUrl = (session: Session): string =>
  (session.success_url ?? "").replaceAll("{CHECKOUT_SESSION_ID}", session.id)

const redirectTo = (url: string): Response => new Response(null, { status: 303, headers: { location: url } })

/** Waits, as Stripe does, a while for the receiver to know of the payment before the customer comes back. */
const settleWebhook = async (world: World, eventId: string): Promise<void> => {
  if (settingsOf(world).awaitCompletedWebhook) await world.webhooks.acknowledged(eventId, courtesy)
}

const completedEventOf = (world: World, session: Session): string | undefined =>
  world.events.all().findLast((event) => {
    const { object } = event.data
    return event.type === "checkout.session.completed" && "id" in object && object.id === session.id
  })?.id

/** Brings the customer back to the shop. */
export const finish = async (world: World, session: Session, eventId: string | undefined): Promise<Response> => {
  if (eventId !== undefined) await settleWebhook(world, eventId)
  return redirectTo(successUrl(session))
}

/** The page again, with why the card was refused. */
export const refusedPage = (world: World, id: string, refusal: string): Response => {
  const checkout = found(world, id)
  return checkout ? checkoutPage({ ...checkout, entry: nothingTyped, errors: {}, refusal }, 402) : unknownPage()
}

/** Sends the customer to their bank's question about a card. */
const challengeFor = (world: World, session: Session, method: string): Response => {
  const id = newId("auth")
  world.challenges.put(id, { id, session: session.id, method, returnTo: `/c/pay/${session.id}` })
  return redirectTo(`/authenticate/${id}`)
}

const pay = async (world: World, id: string, request: Request): Promise<Response> => {
  const fields = new URLSearchParams(await request.text())
  const entry = typedCard(fields)
  const checkout = found(world, id)
  if (!checkout) return unknownPage()
  const { session } = checkout
  if (session.status === "complete") return finish(world, session, completedEventOf(world, session))
  if (session.status !== "open") return closedPage(session)
  const card = readCard(entry, world.now())
  if (!("card" in card)) return checkoutPage({ ...checkout, entry, errors: card, refusal: null }, 422)
  const result = inTimeOfObject(world, session.id, () =>
    work(world, () => payCheckout(world, session, checkout.checkout, card)),
  )
  if ("challenge" in result) return challengeFor(world, session, result.challenge.id)
  const taxId = fields.get("tax_id")?.trim() ?? ""
  if ("session" in result && taxId !== "" && session.customer !== null) addTaxId(world, session.customer, taxId)
  if (!("decline" in result)) return finish(world, result.session, result.completedEvent)
  return checkoutPage({ ...checkout, entry: { ...entry, cvc: "" }, errors: {}, refusal: result.decline.message }, 402)
}

/** The hosted Checkout. */
export const addCheckoutPages = (app: Hono, world: World): void => {
  app.get("/c/pay/:id", (context) => {
    const checkout = found(world, context.req.param("id"))
    if (!checkout) return unknownPage()
    if (checkout.session.status !== "open") return closedPage(checkout.session)
    return checkoutPage({ ...checkout, entry: nothingTyped, errors: {}, refusal: null })
  })
  app.post("/c/pay/:id/order", async (context) => {
    const id = context.req.param("id")
    const fields = new URLSearchParams(await context.req.text())
    const checkout = found(world, id)
    if (!checkout) return unknownPage()
    if (checkout.session.status !== "open") return closedPage(checkout.session)
    const problem = inTimeOfObject(world, id, () => work(world, () => changeOrder(world, checkout, fields)))
    return problem === null ? redirectTo(`/c/pay/${id}`) : refusedPage(world, id, problem)
  })
  app.post("/c/pay/:id", (context) => pay(world, context.req.param("id"), context.req.raw))
}
