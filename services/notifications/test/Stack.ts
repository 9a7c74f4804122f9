import { SubscriptionChanged } from "@tango/contracts/events/BillingEvents"
import {
  MemberDeactivated,
  MemberJoined,
  MemberRoleChanged,
  MemberUpdated,
  OrganizationUpdated,
} from "@tango/contracts/events/IdentityEvents"
import type { Role } from "@tango/contracts/Permissions"
import type { PlanName } from "@tango/contracts/Plans"
import { makeClock } from "@tango/emulators/kit/Clock"
import { Store } from "@tango/emulators/kit/Store"
import { startResend } from "@tango/emulators/resend/Resend"
import { busMessage, type ConsumerUnderTest, startConsumer } from "@tango/testing/ConsumerUnderTest"
import { startService } from "@tango/testing/ServiceUnderTest"
import { Layer } from "effect"
import type { EmailProvider } from "../src/EmailProvider.ts"
import { layerRoutes } from "../src/http/Routes.ts"
import { migrations } from "../src/persistence/Migrations.ts"
import { layerProvider } from "../src/providers/Provider.ts"
import { layerReactions, reactions } from "../src/reactions/Reactions.ts"
import { rebuild } from "../src/rebuild.ts"

type ProviderLayer = Layer.Layer<EmailProvider, Layer.Error<typeof layerProvider>>

/** The service on a database of its own, with an emulated Resend; `webhook` is where that one tells what becomes of e-mails. */
export const startStack = async (webhook?: { readonly url: string; readonly secret: string }) => {
  const store = new Store(":memory:")
  const apiKey = "re_test"
  const resend = await startResend({
    port: 0,
    store,
    clock: makeClock(store),
    apiKey,
    ...(webhook === undefined ? {} : { webhook }),
  })
  const env = {
    RESEND_API_KEY: apiKey,
    RESEND_BASE_URL: resend.url,
    EMAIL_FROM: "Tango <hello@tango.test>",
    EMAIL_RATE_PER_SECOND: "1000",
    UNSUBSCRIBE_SECRET: "a secret of tests that is long enough",
  }
  const service = await startService({ service: "notifications", routes: layerRoutes, migrations, env })
  const consumers: Array<ConsumerUnderTest> = []
  /** One more consumer, as another Lambda container would be; `change` may put something around the provider. */
  const consumer = (change: (layer: ProviderLayer) => ProviderLayer = (layer) => layer, env = service.env) => {
    const started = startConsumer({
      reactions,
      rebuild,
      layer: Layer.provide(layerReactions, change(layerProvider)),
      env,
    })
    consumers.push(started)
    return started
  }
  return {
    service,
    resend,
    consumer,
    mails: (to?: string) => resend.mailbox.sent(to),
    deliveries: (organizationId: string) =>
      service.rows(
        "select recipient, kind, state, provider_id, reason from deliveries where organization_id = $1 order by recipient",
        [organizationId],
      ),
    /** The next `times` requests to Resend are answered with `status`. */
    fault: (status: number, options: { readonly times?: number; readonly html?: boolean } = {}) =>
      fetch(`${resend.url}/_emulator/faults`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ path: "/emails", status, ...options }),
      }),
    clearFaults: () => fetch(`${resend.url}/_emulator/faults`, { method: "DELETE" }),
    close: async () => {
      for (const each of consumers) await each.close()
      await service.close()
      await resend.close()
      store.close()
    },
  }
}
export type Stack = Awaited<ReturnType<typeof startStack>>

export interface Person {
  readonly memberId: string
  readonly email: string
  readonly name?: string
  readonly role?: Role
}

const events = { joined: MemberJoined, updated: MemberUpdated, deactivated: MemberDeactivated }

const dataOf = (organizationId: string, person: Person) => ({
  memberId: person.memberId,
  organizationId,
  organizationName: "Analytical Engines",
  email: person.email,
  name: person.name ?? "Ada Lovelace",
  role: person.role ?? "admin",
})

/** A member's event as it lies in the queue. */
export const memberEvent = (kind: keyof typeof events, organizationId: string, person: Person, sequence = 1) =>
  busMessage(events[kind], { organizationId, sequence, data: dataOf(organizationId, person) })

export const roleChanged = (organizationId: string, person: Person, previousRole: Role, sequence: number) =>
  busMessage(MemberRoleChanged, { organizationId, sequence, data: { ...dataOf(organizationId, person), previousRole } })

export const organizationUpdated = (
  organizationId: string,
  name: string,
  sequence: number,
  logo: { readonly logoUrl?: string | null } = {},
) =>
  busMessage(OrganizationUpdated, {
    organizationId,
    sequence,
    data: { organizationId, name, slug: "analytical", region: "us-east-1", ...logo },
  })

export const planChanged = (organizationId: string, previousPlan: PlanName, plan: PlanName, sequence = 1) =>
  busMessage(SubscriptionChanged, {
    organizationId,
    sequence,
    data: { ...SubscriptionChanged.example, organizationId, previousPlan, plan },
  })
