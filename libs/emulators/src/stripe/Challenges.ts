import type { Hono } from "hono"
import { inTimeOfObject } from "./ClockScope.ts"
import { finish, refusedPage } from "./CheckoutRoutes.ts"
import { payWith } from "./CheckoutPayment.ts"
import { collect, paymentOf } from "./Collecting.ts"
import type { Challenge } from "./Hidden.ts"
import { html, messagePage, pageResponse } from "./Html.ts"
import { confirm } from "./Payments.ts"
import { follow } from "./Transitions.ts"
import { authenticate } from "./SetupIntents.ts"
import type { PaymentIntent, SetupIntent } from "./Wire.ts"
import { work } from "./Work.ts"
import type { World } from "./World.ts"

/** The bank's question, which stands in for 3-D Secure. */
const challengePage = (id: string): Response =>
  pageResponse(
    "3D Secure",
    html`<main class="message">
      <h1>3D Secure 2 test page</h1>
      <p>Your bank asks you to confirm this payment. This page stands in for it.</p>
      <form method="post" action="/authenticate/${id}">
        <p><button name="outcome" value="complete">Complete</button></p>
        <p><button class="quiet" name="outcome" value="fail">Fail</button></p>
      </form>
    </main>`,
  )

const unknown = () => messagePage("Page not found", "There is nothing to authenticate here.", null, 404)

const redirectTo = (location: string): Response => new Response(null, { status: 303, headers: { location } })

/** Pays the invoice of an intent, or the intent alone, as the customer answered. */
const answerIntent = (world: World, intent: PaymentIntent, complete: boolean): Response => {
  const method = world.paymentMethods.get(intent.payment_method ?? "")
  if (!method || intent.status !== "requires_action") return unknown()
  const payment = world.invoicePayments.all().findLast((one) => one.payment.payment_intent === intent.id)
  const invoice = world.invoices.get(payment?.invoice ?? "")
  inTimeOfObject(world, intent.id, () =>
    work(world, () => {
      if (!invoice || paymentOf(world, invoice.id)?.id !== payment?.id) confirm(world, intent, method, complete)
      else follow(world, collect(world, invoice, { method, authenticated: complete }))
    }),
  )
  const done = messagePage("All done", "You can close this window.", null)
  return invoice?.hosted_invoice_url ? redirectTo(invoice.hosted_invoice_url) : done
}

const answerSetup = (world: World, intent: SetupIntent, complete: boolean): Response => {
  if (intent.status !== "requires_action") return unknown()
  inTimeOfObject(world, intent.customer ?? "", () => work(world, () => authenticate(world, intent, complete)))
  const back = intent.next_action?.redirect_to_url?.return_url
  return typeof back === "string" ? redirectTo(back) : messagePage("All done", "You can close this window.", null)
}

const answerCheckout = async (world: World, challenge: Challenge, complete: boolean): Promise<Response> => {
  const session = world.sessions.get(challenge.session)
  const checkout = world.checkoutPlans.get(challenge.session)
  const method = world.paymentMethods.get(challenge.method)
  if (!session || !checkout || !method || session.status !== "open") return redirectTo(challenge.returnTo)
  world.challenges.delete(challenge.id)
  const result = inTimeOfObject(world, session.id, () =>
    work(world, () => payWith(world, session, checkout, method, complete)),
  )
  if ("completedEvent" in result) return finish(world, result.session, result.completedEvent)
  return refusedPage(world, session.id, "decline" in result ? result.decline.message : "Authentication failed.")
}

/** The pages of 3-D Secure. */
export const addChallengePages = (app: Hono, world: World): void => {
  app.get("/authenticate/:id", (context) => {
    const id = context.req.param("id")
    const intent = world.paymentIntents.get(id) ?? world.setupIntents.get(id)
    const waits = world.challenges.get(id) ?? (intent?.status === "requires_action" || undefined)
    return waits ? challengePage(id) : unknown()
  })
  app.post("/authenticate/:id", async (context) => {
    const id = context.req.param("id")
    const complete = new URLSearchParams(await context.req.text()).get("outcome") === "complete"
    const intent = world.paymentIntents.get(id)
    if (intent) return answerIntent(world, intent, complete)
    const setup = world.setupIntents.get(id)
    if (setup) return answerSetup(world, setup, complete)
    const challenge = world.challenges.get(id)
    return challenge ? answerCheckout(world, challenge, complete) : unknown()
  })
}
