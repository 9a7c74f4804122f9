import type { Metadata } from "@tango/contracts/events/Envelope"
import { type ActorId, ApiClientId, MemberId, type ProjectId } from "@tango/contracts/Ids"
import type { Grantee } from "@tango/contracts/events/EntitlementsEvents"
import type { Subscription } from "@tango/contracts/events/Subscription"
import { subscriptions } from "@tango/contracts/subscriptions/Entitlements"
import { on } from "@tango/messaging/Reaction"
import { apiClientReactions } from "@tango/service/ApiClientReactions"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { newer, subscriptionOf } from "../domain/Words.ts"
import { Followed } from "../Followed.ts"
import { Levels } from "../Levels.ts"
import { Organizations } from "../Organizations.ts"
import type { Known } from "../persistence/FactRows.ts"

const change = (change: (known: Known) => Known) =>
  Organizations.use((organizations) => organizations.change((known) => Effect.succeed(change(known))))

const plan = [
  on(subscriptions.organizationCreated, () =>
    change((known) => ({ ...known, billing_sequence: Math.max(0, known.billing_sequence) })),
  ),
  on(subscriptions.subscriptionChanged, ({ data, metadata }) =>
    change((known) =>
      metadata.sequence <= known.billing_sequence
        ? known
        : { ...known, billing_sequence: metadata.sequence, subscription: subscriptionOf(data) },
    ),
  ),
  on(subscriptions.trialEnding, ({ data: { subscriptionId, trialEnd }, metadata }) =>
    change((known) => ({
      ...known,
      trial: newer(known.trial, { subscriptionId, trialEnd: new Date(trialEnd), at: new Date(metadata.time) }),
    })),
  ),
  on(subscriptions.paymentFailed, ({ data: { restrictedAt, subscriptionId }, metadata }) =>
    change((known) => ({
      ...known,
      payment: newer(known.payment, {
        subscriptionId,
        restrictedAt: restrictedAt === null ? null : new Date(restrictedAt),
        at: new Date(metadata.time),
      }),
    })),
  ),
  on(subscriptions.paymentRecovered, ({ data: { subscriptionId }, metadata }) =>
    change((known) => ({
      ...known,
      payment: newer(known.payment, { subscriptionId, restrictedAt: null, at: new Date(metadata.time) }),
    })),
  ),
]

type Status = Parameters<Levels["Service"]["member"]>[1]
type MemberEvent = Subscription<string, (typeof subscriptions.memberJoined)["data"]>

const member = (subscription: MemberEvent, status: Status) =>
  on(subscription, ({ data, metadata }) => Levels.use((levels) => levels.member(data, status, metadata.sequence)))

const members = [
  member(subscriptions.memberInvited, "invited"),
  member(subscriptions.memberJoined, "active"),
  member(subscriptions.memberUpdated, "as_before"),
  member(subscriptions.memberRoleChanged, "as_before"),
  member(subscriptions.memberDeactivated, "deactivated"),
  member(subscriptions.memberReactivated, "active"),
]

const news = (
  { actorId, projectId }: { readonly actorId: ActorId; readonly projectId: ProjectId },
  { sequence }: Metadata,
) => ({ resource: { type: "project", id: projectId }, actorId, sequence })

const isApiClient = Schema.is(ApiClientId)

/** Who makes a project owns it, but for an API client. */
const ownerFrom = (actorId: ActorId): Grantee | undefined =>
  isApiClient(actorId) ? undefined : { kind: "member", memberId: MemberId.make(actorId) }

const inUse = (projectId: ProjectId, amount: 0 | 1, { sequence }: Metadata) =>
  Levels.use((levels) => levels.hold({ limitName: "projects", item: projectId, amount, sequence }))

const projects = [
  on(subscriptions.projectCreated, ({ data, metadata }) =>
    Effect.andThen(
      Followed.use((followed) => followed.created(news(data, metadata), ownerFrom(data.actorId))),
      inUse(data.projectId, 1, metadata),
    ),
  ),
  on(subscriptions.projectArchived, ({ data, metadata }) => inUse(data.projectId, 0, metadata)),
  on(subscriptions.projectRestored, ({ data, metadata }) => inUse(data.projectId, 1, metadata)),
  on(subscriptions.projectDeleted, ({ data, metadata }) =>
    Effect.andThen(
      Followed.use((followed) => followed.deleted(news(data, metadata))),
      inUse(data.projectId, 0, metadata),
    ),
  ),
  on(subscriptions.projectShared, ({ data, metadata }) =>
    Followed.use((followed) => followed.shared(news(data, metadata), data.grantee, data.relation)),
  ),
  on(subscriptions.projectUnshared, ({ data, metadata }) =>
    Followed.use((followed) => followed.unshared(news(data, metadata), data.grantee, data.relation)),
  ),
]

const stored = (attachmentId: string, bytes: number, { sequence }: Metadata) =>
  Levels.use((levels) => levels.hold({ limitName: "storageBytes", item: attachmentId, amount: bytes, sequence }))

const attachments = [
  on(subscriptions.attachmentUploaded, ({ data, metadata }) => stored(data.attachmentId, data.sizeBytes, metadata)),
  on(subscriptions.attachmentDeleted, ({ data, metadata }) => stored(data.attachmentId, 0, metadata)),
]

/**
 * What entitlements does when it hears of something. All of it compares sequences or times and none of it counts, so that the same
 * news again, or an archive's, change nothing: there is no inbox to remember them.
 */
export const reactions = [
  ...plan,
  ...members,
  ...projects,
  ...attachments,
  ...apiClientReactions,
  on(subscriptions.organizationDeleted, () => Followed.use((followed) => followed.organizationDeleted)),
]
