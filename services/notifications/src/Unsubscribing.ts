import { kindRules, kinds } from "@tango/contracts/api/NotificationsApi"
import { CurrentTenant } from "@tango/contracts/Principal"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { setPreference } from "./persistence/PreferenceRows.ts"
import { signToken, type Subscription, verifyToken } from "./UnsubscribeToken.ts"

export interface Links {
  /** The page on which one can unsubscribe; null for what people have to know. */
  readonly unsubscribeUrl: string | null
  /** RFC 2369 and RFC 8058: mail programs show a button that sends a POST to the same address. */
  readonly headers: Readonly<Record<string, string>>
}

export const unsubscribePath = "/api/notifications/unsubscribe"

const none: Links = { unsubscribeUrl: null, headers: {} }

/**
 * Links by which a person ends a kind of e-mail from within one, without logging in. `UNSUBSCRIBE_SECRET` signs them; old ones may
 * follow it after commas, so that links in e-mails of before go on working.
 */
export class Unsubscribing extends Context.Service<
  Unsubscribing,
  {
    linkFor(subscription: Omit<Subscription, "kind"> & { readonly kind: string }): Links
    /** What a link is about; none when it is not one of ours. */
    read(token: string): Option.Option<Subscription>
    /** Ends it, or takes it up again. Twice is as good as once. */
    set(subscription: Subscription, subscribed: boolean): Effect.Effect<void>
  }
>()("@tango/notifications/Unsubscribing") {
  static readonly layer = Layer.effect(
    Unsubscribing,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const publicUrl = yield* Config.URL("PUBLIC_URL")
      const configured = Redacted.value(yield* Config.Redacted("UNSUBSCRIBE_SECRET"))
      const secrets = configured.split(",").filter((secret) => secret !== "")
      const [current = ""] = secrets
      if (current.length < 16) return yield* Effect.die("UNSUBSCRIBE_SECRET needs at least 16 characters")
      const linkFor = ({ kind: name, ...who }: Omit<Subscription, "kind"> & { readonly kind: string }): Links => {
        const kind = name === "digest" ? name : kinds.find((each) => each === name)
        if (kind === undefined || (kind !== "digest" && kindRules[kind].mandatory)) return none
        const url = new URL(`${unsubscribePath}?token=${signToken(current, { ...who, kind })}`, publicUrl).href
        return {
          unsubscribeUrl: url,
          headers: { "List-Unsubscribe": `<${url}>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" },
        }
      }

      const set = Effect.fn("Unsubscribing.set")(
        ({ kind, memberId, organizationId }: Subscription, subscribed: boolean) =>
          tenantSql
            .transaction(
              Effect.gen(function* () {
                const sql = yield* Transaction
                // Who is forgotten with their organization hears nothing anyway.
                const known = yield* sql`select from members
                  where organization_id = ${organizationId} and member_id = ${memberId}`
                if (known.length === 0) return
                const channel = kind === "digest" ? "digest" : "email"
                for (const each of kind === "digest" ? kinds : [kind])
                  yield* setPreference(sql, organizationId, memberId, { kind: each, channel, enabled: subscribed })
              }),
            )
            .pipe(Effect.provideService(CurrentTenant, organizationId)),
      )

      return Unsubscribing.of({ linkFor, read: (token) => verifyToken(secrets, token), set })
    }),
  )
}
