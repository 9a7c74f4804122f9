import { kindRules } from "@tango/contracts/api/NotificationsApi"
import { CurrentTenant } from "@tango/contracts/Principal"
import * as Inbox from "@tango/messaging/Inbox"
import { NotYet } from "@tango/messaging/NotYet"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Array from "effect/Array"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { SqlError } from "effect/sql/SqlError"
import { type Message, messagesFor, type News } from "./domain/Message.ts"
import { isWanted, quietUntil } from "./domain/Preferences.ts"
import type { Retryable } from "./EmailProvider.ts"
import { putItems } from "./Inboxes.ts"
import { allMembers } from "./Members.ts"
import { organization } from "./Organizations.ts"
import { queueDeliveries } from "./persistence/DeliveryRows.ts"
import { keepEntries } from "./persistence/DigestRows.ts"
import { choicesOf, settingsOf, toSettings } from "./persistence/PreferenceRows.ts"
import { Sender } from "./Sender.ts"
import { textsFor } from "./templates/Texts.ts"

type Take = Effect.Effect<ReadonlyArray<News>, SqlError, Transaction | CurrentTenant>

/** Sorts messages by what each member wants of them, and writes all of it. */
const distribute = Effect.fnUntraced(function* (eventId: string, messages: ReadonlyArray<Message>) {
  const sql = yield* Transaction
  const tenant = yield* CurrentTenant
  const memberIds = messages.map(({ memberId }) => memberId)
  const choices = yield* choicesOf(sql, tenant, memberIds)
  const settings = yield* settingsOf(sql, tenant, memberIds)
  const now = new Date(yield* Clock.currentTimeMillis)
  const wanting = (channel: "email" | "in_app" | "digest") =>
    messages.filter(({ content, memberId }) => isWanted(choices, memberId, content.kind, channel))
  const short = ({ content, memberId }: Message) => {
    const { action, preview, subject } = textsFor(content)
    return { memberId, kind: content.kind, title: subject, text: preview, path: action.path }
  }
  const emails = wanting("email").map(({ content, memberId, recipient, withheld }) => {
    const own = toSettings(settings.find((row) => row.member_id === memberId))
    return {
      eventId,
      memberId,
      recipient,
      content,
      notBefore: kindRules[content.kind].mandatory ? null : quietUntil(now, own),
      withheld: withheld ? "The member has been deactivated" : null,
    }
  })
  if (Array.isReadonlyArrayNonEmpty(emails)) yield* queueDeliveries(sql, tenant, emails)
  const reachable = (message: Message) => !message.withheld
  yield* putItems(eventId, wanting("in_app").filter(reachable).map(short))
  yield* keepEntries(sql, tenant, wanting("digest").filter(reachable).map(short))
})

/** From an event to the e-mails, inbox items and digests that follow from it. */
export class Announcements extends Context.Service<
  Announcements,
  {
    /**
     * Takes an event over once and tells what follows from it: exactly one e-mail for each recipient, however often the event
     * comes and wherever a process dies in between.
     */
    announce(eventId: string, take: Take): Effect.Effect<void, NotYet | Retryable, CurrentTenant>
  }
>()("@tango/notifications/Announcements") {
  static readonly layer = Layer.effect(
    Announcements,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const sender = yield* Sender

      const takeOver = (eventId: string, take: Take) =>
        Effect.gen(function* () {
          const news = yield* take
          if (news.length === 0) return
          const messages = messagesFor(news, { ...(yield* organization), members: yield* allMembers })
          if (messages === "NotYet")
            return yield* new NotYet({ reason: "Nobody is known yet whom this concerns", delaySeconds: 3 })
          if (messages.length > 0) yield* distribute(eventId, messages)
        })

      const announce = Effect.fn("Announcements.announce")(function* (eventId: string, take: Take) {
        yield* tenantSql.transaction(Inbox.once(eventId, takeOver(eventId, take)))
        // Also when the event had been taken over before: whoever did it may have died before the last e-mail was sent.
        yield* sender.send({ eventId })
      })

      return Announcements.of({ announce })
    }),
  )
}
