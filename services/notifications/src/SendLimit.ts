import { SystemSql } from "@tango/tenancy/Database"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { EmailProvider } from "./EmailProvider.ts"

/** Longer than this nobody waits for a place: the delivery is left to the job. */
const longestWaitSeconds = 3

const noTenant = "-"

/**
 * The provider's rate limit, shared by all processes that send (`EMAIL_RATE_PER_SECOND`, 5 unless told): places are given out one
 * after the other, evenly spaced.
 */
export class SendLimit extends Context.Service<
  SendLimit,
  {
    /** Waits for its place; false when that would take too long, and then no place is taken. */
    readonly take: Effect.Effect<boolean>
    /** The provider has said that nobody may send for so long. */
    pause(seconds: number): Effect.Effect<void>
  }
>()("@tango/notifications/SendLimit") {
  static readonly layer = Layer.effect(
    SendLimit,
    Effect.gen(function* () {
      const system = yield* SystemSql
      const { name } = yield* EmailProvider
      const perSecond = yield* Config.Finite("EMAIL_RATE_PER_SECOND").pipe(Config.withDefault(5))
      const take = Effect.gen(function* () {
        const [place] = yield* system<{ wait: number }>`
          insert into provider_limits as l (organization_id, provider, next_at)
          values (${noTenant}, ${name}, now() + make_interval(secs => ${1 / perSecond}))
          on conflict (provider) do update
            set next_at = greatest(l.next_at, clock_timestamp()) + make_interval(secs => ${1 / perSecond})
            where l.next_at < clock_timestamp() + make_interval(secs => ${longestWaitSeconds})
          returning extract(epoch from next_at - make_interval(secs => ${1 / perSecond}) - clock_timestamp())::float8 as wait`
        if (place === undefined) return false
        if (place.wait > 0) yield* Effect.sleep(Math.ceil(place.wait * 1000))
        return true
      }).pipe(Effect.orDie, Effect.withSpan("SendLimit.take"))
      const pause = (seconds: number) =>
        system`update provider_limits
          set next_at = greatest(next_at, clock_timestamp() + make_interval(secs => ${Math.min(seconds, 3600)}))
          where provider = ${name}`.pipe(Effect.orDie, Effect.asVoid)
      return SendLimit.of({ take, pause })
    }),
  )
}
