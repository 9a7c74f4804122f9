import { SubscriptionChanged } from "@tango/contracts/events/BillingEvents"
import {
  MemberDeactivated,
  MemberJoined,
  MemberRoleChanged,
  MemberUpdated,
  OrganizationCreated,
  OrganizationUpdated,
} from "@tango/contracts/events/IdentityEvents"
import { ResendEventReceived } from "@tango/contracts/events/ProviderEvents"
import type { CurrentTenant } from "@tango/contracts/Principal"
import { on, onProvider, type Reaction, type Received } from "@tango/messaging/Reaction"
import type { Transaction } from "@tango/tenancy/TenantSql"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { SqlError } from "effect/sql/SqlError"
import { Announcements, type NotYet } from "../Announcements.ts"
import { Deliveries } from "../Deliveries.ts"
import type { News } from "../domain/Message.ts"
import type { Retryable } from "../EmailProvider.ts"
import { applyMember } from "../Members.ts"
import { applyOrganization } from "../Organizations.ts"
import { type DeliveryNotKnownYet, Outcomes } from "../Outcomes.ts"

const nothing: News = { _tag: "NothingToTell" }

/** Takes the event over, then tells people what there is to tell. */
const announce = (
  event: Received<unknown>,
  news: News,
  take: Effect.Effect<void, SqlError, Transaction | CurrentTenant> = Effect.void,
) => Announcements.use((announcements) => announcements.announce(event.metadata.id, Effect.as(take, news)))

/** What notifications does when it hears of something. */
export const reactions: ReadonlyArray<Reaction<NotYet | DeliveryNotKnownYet | Retryable, Announcements | Outcomes>> = [
  on(OrganizationCreated, (event) => announce(event, nothing, applyOrganization(event))),
  on(OrganizationUpdated, (event) => announce(event, nothing, applyOrganization(event))),
  on(MemberJoined, (event) =>
    announce(event, { _tag: "MemberJoined", memberId: event.data.memberId }, applyMember("joined", event)),
  ),
  on(MemberUpdated, (event) => announce(event, nothing, applyMember("changed", event))),
  on(MemberRoleChanged, (event) => announce(event, nothing, applyMember("changed", event))),
  on(MemberDeactivated, (event) => announce(event, nothing, applyMember("deactivated", event))),
  on(SubscriptionChanged, (event) => {
    const { plan, previousPlan } = event.data
    return announce(event, { _tag: "PlanChanged", plan, previousPlan })
  }),
  onProvider(ResendEventReceived, (event) => Outcomes.use((outcomes) => outcomes.apply(event))),
]

/** What the reactions need beside a provider of e-mail. */
export const layerReactions = Layer.mergeAll(Announcements.layer, Outcomes.layer).pipe(Layer.provide(Deliveries.layer))
