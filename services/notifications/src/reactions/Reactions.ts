import type { CurrentTenant } from "@tango/contracts/Principal"
import { subscriptions } from "@tango/contracts/subscriptions/Notifications"
import type { NotYet } from "@tango/messaging/NotYet"
import { on, onProvider, type Reaction, type Received } from "@tango/messaging/Reaction"
import type { Transaction } from "@tango/tenancy/TenantSql"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { SqlError } from "effect/sql/SqlError"
import { Announcements } from "../Announcements.ts"
import { Deliveries } from "../Deliveries.ts"
import type { News } from "../domain/Message.ts"
import type { Retryable } from "../EmailProvider.ts"
import { applyMember } from "../Members.ts"
import { applyOrganization, forgetOrganization } from "../Organizations.ts"
import { Outcomes } from "../Outcomes.ts"
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
export const reactions: ReadonlyArray<Reaction<NotYet | Retryable, Announcements | Outcomes>> = [
  on(subscriptions.organizationCreated, (event) => announce(event, [], applyOrganization(event))),
  on(subscriptions.organizationUpdated, (event) => announce(event, [], applyOrganization(event))),
  on(subscriptions.organizationDeleted, (event) => announce(event, [], forgetOrganization)),
  on(subscriptions.memberJoined, (event) => announce(event, news.joined(event.data), applyMember("joined", event))),
  on(subscriptions.memberUpdated, (event) => announce(event, [], applyMember("changed", event))),
  on(subscriptions.memberRoleChanged, (event) =>
    announce(event, news.roleChanged(event.data), applyMember("changed", event)),
  ),
  on(subscriptions.memberDeactivated, (event) => announce(event, [], applyMember("deactivated", event))),
  on(subscriptions.memberReactivated, (event) => announce(event, [], applyMember("reactivated", event))),
  on(subscriptions.sessionRevoked, (event) => announce(event, news.sessionRevoked(event.data))),
  on(subscriptions.exportReady, (event) => announce(event, news.exportReady(event.data))),
  on(subscriptions.subscriptionChanged, (event) => announce(event, news.subscriptionChanged(event.data))),
  on(subscriptions.trialEnding, (event) => announce(event, news.trialEnding(event.data))),
  on(subscriptions.paymentFailed, (event) => announce(event, news.paymentFailed(event.data))),
  on(subscriptions.paymentRecovered, (event) => announce(event, news.paymentRecovered(event.data))),
  on(subscriptions.invoicePaid, (event) => announce(event, news.invoicePaid(event.data))),
  on(subscriptions.invoiceRefunded, (event) => announce(event, news.invoiceRefunded(event.data))),
  on(subscriptions.invoiceDisputed, (event) => announce(event, news.invoiceDisputed(event.data))),
  on(subscriptions.duplicateRefunded, (event) => announce(event, news.duplicateRefunded(event.data))),
  on(subscriptions.creditsChanged, (event) => announce(event, news.creditsChanged(event.data))),
  on(subscriptions.limitApproached, (event) => announce(event, news.limitApproached(event.data))),
  on(subscriptions.projectShared, (event) => announce(event, news.projectShared(event.data))),
  onProvider(subscriptions.resendEventReceived, (event) => Outcomes.use((outcomes) => outcomes.applyResend(event))),
  onProvider(subscriptions.sesEventReceived, (event) => Outcomes.use((outcomes) => outcomes.applySes(event))),
]

/** What sends, beside a provider of e-mail. */
export const layerSender = Sender.layer.pipe(Layer.provide(SendLimit.layer), Layer.provideMerge(Unsubscribing.layer))

/** What the reactions need beside a provider of e-mail. */
export const layerReactions = Layer.mergeAll(Announcements.layer, Outcomes.layer).pipe(
  Layer.provide(Layer.mergeAll(Deliveries.layer, layerSender)),
)
