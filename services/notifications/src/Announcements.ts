import { CurrentTenant } from "@tango/contracts/Principal"
import * as Inbox from "@tango/messaging/Inbox"
import { TenantSql, type Transaction } from "@tango/tenancy/TenantSql"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type { SqlError } from "effect/sql/SqlError"
import { Deliveries, type Queued } from "./Deliveries.ts"
import { messagesFor, type News } from "./domain/Message.ts"
import { isAddress } from "./domain/Text.ts"
import { EmailProvider, type Retryable } from "./EmailProvider.ts"
import { allMembers } from "./Members.ts"
import { organizationName } from "./Organizations.ts"
import { render } from "./Templates.ts"

/** An event came before identity's about those whom it concerns; it has to come again. */
export class NotYet extends Schema.TaggedError<NotYet>()("NotYet", { eventId: Schema.String }) {}

/** From an event to the e-mails that follow from it. */
export class Announcements extends Context.Service<
  Announcements,
  {
    /**
     * Takes an event over once and sends what follows from it: exactly one e-mail for each recipient, however often the event
     * comes and wherever a process dies in between.
     */
    announce(
      eventId: string,
      take: Effect.Effect<News, SqlError, Transaction | CurrentTenant>,
    ): Effect.Effect<void, NotYet | Retryable, CurrentTenant>
  }
>()("@tango/notifications/Announcements") {
  static readonly layer = Layer.effect(
    Announcements,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const deliveries = yield* Deliveries
      const provider = yield* EmailProvider
      const from = yield* Config.String("EMAIL_FROM")
      const publicUrl = yield* Config.URL("PUBLIC_URL")

      const takeOver = (eventId: string, take: Effect.Effect<News, SqlError, Transaction | CurrentTenant>) =>
        Effect.gen(function* () {
          const news = yield* take
          if (news._tag === "NothingToTell") return
          const audience = { organizationName: yield* organizationName, members: yield* allMembers }
          const decision = messagesFor(news, audience)
          if (decision._tag === "NotYet") return yield* new NotYet({ eventId })
          if (decision._tag === "Tell") yield* deliveries.queue(eventId, decision.messages)
        })

      const send = Effect.fn("Announcements.send")(function* (eventId: string, queued: Queued) {
        const { content, deliveryId, memberId, recipient } = queued
        if (queued.deactivated) return yield* deliveries.markFailed(deliveryId, "The member has been deactivated")
        if (!isAddress(recipient)) return yield* deliveries.markFailed(deliveryId, "This is no e-mail address")
        const rendered = yield* render(content, publicUrl)
        const idempotencyKey = `${eventId}/${memberId}`
        yield* provider
          .send({
            ...rendered,
            idempotencyKey,
            from,
            to: recipient,
            // Keeps mail programs from folding e-mails that look alike into one conversation.
            headers: { "X-Entity-Ref-ID": idempotencyKey },
            tags: { kind: content.kind, delivery: deliveryId },
          })
          .pipe(
            Effect.matchEffect({
              onSuccess: ({ providerId }) => deliveries.markSent(deliveryId, providerId),
              onFailure: (error) =>
                error._tag === "GiveUp"
                  ? Effect.andThen(
                      Effect.logError("An e-mail can never be sent", { deliveryId, reason: error.reason }),
                      deliveries.markFailed(deliveryId, error.reason),
                    )
                  : Effect.fail(error),
            }),
          )
      })

      const announce = Effect.fn("Announcements.announce")(function* (
        eventId: string,
        take: Effect.Effect<News, SqlError, Transaction | CurrentTenant>,
      ) {
        yield* tenantSql.transaction(Inbox.once(eventId, takeOver(eventId, take)))
        // Also when the event had been taken over before: whoever did it may have died before the last e-mail was sent.
        const queued = yield* deliveries.queued(eventId)
        const [, [failure]] = yield* Effect.partition(queued, (each) => send(eventId, each), { concurrency: 2 })
        if (failure !== undefined) return yield* failure
      })

      return Announcements.of({ announce })
    }),
  )
}
