import {
  CreditsChanged,
  InvoicePaid,
  PaymentFailed,
  PaymentRecovered,
  SubscriptionChanged,
  TrialEnding,
} from "@tango/contracts/events/BillingEvents"
import {
  MemberDeactivated,
  MemberJoined,
  MemberReactivated,
  MemberRoleChanged,
  MemberUpdated,
  OrganizationCreated,
  OrganizationDeleted,
  OrganizationUpdated,
  SessionRevoked,
} from "@tango/contracts/events/IdentityEvents"
import { LimitApproached } from "@tango/contracts/events/EntitlementsEvents"
import { ProjectShared } from "@tango/contracts/events/ProjectsEvents"
import { ResendEventReceived, SesEventReceived } from "@tango/contracts/events/ProviderEvents"
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
import { applyOrganization, forgetOrganization } from "../Organizations.ts"
import { type DeliveryNotKnownYet, Outcomes } from "../Outcomes.ts"
import { Sender } from "../Sender.ts"
import { SendLimit } from "../SendLimit.ts"
import { Unsubscribing } from "../Unsubscribing.ts"
import * as news from "./News.ts"

/** Takes the event over, then tells people what there is to tell. */
const announce = (
  event: Received<unknown>,
  told: ReadonlyArray<News>,
  take: Effect.Effect<void, SqlError, Transaction | CurrentTenant> = Effect.void,
) => Announcements.use((announcements) => announcements.announce(event.metadata.id, Effect.as(take, told)))

/** What notifications does when it hears of something. */
export const reactions: ReadonlyArray<Reaction<NotYet | DeliveryNotKnownYet | Retryable, Announcements | Outcomes>> = [
  on(OrganizationCreated, (event) => announce(event, [], applyOrganization(event))),
  on(OrganizationUpdated, (event) => announce(event, [], applyOrganization(event))),
  on(OrganizationDeleted, (event) => announce(event, [], forgetOrganization)),
  on(MemberJoined, (event) => announce(event, news.joined(event.data), applyMember("joined", event))),
  on(MemberUpdated, (event) => announce(event, [], applyMember("changed", event))),
  on(MemberRoleChanged, (event) => announce(event, news.roleChanged(event.data), applyMember("changed", event))),
  on(MemberDeactivated, (event) => announce(event, [], applyMember("deactivated", event))),
  on(MemberReactivated, (event) => announce(event, [], applyMember("reactivated", event))),
  on(SessionRevoked, (event) => announce(event, news.sessionRevoked(event.data))),
  on(SubscriptionChanged, (event) => announce(event, news.subscriptionChanged(event.data))),
  on(TrialEnding, (event) => announce(event, news.trialEnding(event.data))),
  on(PaymentFailed, (event) => announce(event, news.paymentFailed(event.data))),
  on(PaymentRecovered, (event) => announce(event, news.paymentRecovered(event.data))),
  on(InvoicePaid, (event) => announce(event, news.invoicePaid(event.data))),
  on(CreditsChanged, (event) => announce(event, news.creditsChanged(event.data))),
  on(LimitApproached, (event) => announce(event, news.limitApproached(event.data))),
  on(ProjectShared, (event) => announce(event, news.projectShared(event.data))),
  onProvider(ResendEventReceived, (event) => Outcomes.use((outcomes) => outcomes.applyResend(event))),
  onProvider(SesEventReceived, (event) => Outcomes.use((outcomes) => outcomes.applySes(event))),
]

/** What sends, beside a provider of e-mail. */
export const layerSender = Sender.layer.pipe(Layer.provide(SendLimit.layer), Layer.provideMerge(Unsubscribing.layer))

/** What the reactions need beside a provider of e-mail. */
export const layerReactions = Layer.mergeAll(Announcements.layer, Outcomes.layer).pipe(
  Layer.provide(Layer.mergeAll(Deliveries.layer, layerSender)),
)
