import {
  type Departure,
  ProviderNotOffered,
  type SsoConnections,
  SsoUnavailable,
} from "@tango/contracts/api/IdentityApi"
import type { OrganizationId } from "@tango/contracts/Ids"
import type { ProviderUnavailable, TooManyRequests } from "@tango/contracts/Problem"
import { SystemSql } from "@tango/tenancy/Database"
import { providerUrl } from "@tango/tenancy/ProviderUrl"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { createHash, randomBytes } from "node:crypto"
import { Attempts } from "./Attempts.ts"
import { organizationsOfDomain } from "./persistence/OrganizationRows.ts"
import { refusedAs, Stytch } from "./Stytch.ts"

type Leaving = Required<typeof Departure.Type>
export type OAuthProvider = "google" | "microsoft"

const Provider = Schema.Literals(["google", "microsoft"])

/**
 * Where a log-in over another provider begins. Each has a secret of its own (PKCE), which stays with who began: what comes back is
 * worth nothing in any other browser.
 */
export class Departures extends Context.Service<
  Departures,
  {
    readonly providers: ReadonlyArray<OAuthProvider>
    oauth(
      provider: OAuthProvider,
      organizationId: OrganizationId | undefined,
    ): Effect.Effect<Leaving, ProviderNotOffered | TooManyRequests>
    /** By the domain alone. */
    findSso(email: string): Effect.Effect<typeof SsoConnections.Type, TooManyRequests | ProviderUnavailable>
    sso(way: {
      readonly organizationSlug?: string
      readonly connectionId?: string
    }): Effect.Effect<Leaving, SsoUnavailable | ProviderNotOffered | TooManyRequests | ProviderUnavailable>
  }
>()("@tango/identity/Departures") {
  static readonly layer = Layer.effect(
    Departures,
    Effect.gen(function* () {
      const stytch = yield* Stytch
      const attempts = yield* Attempts
      const system = yield* SystemSql
      const back = `${yield* Config.String("PUBLIC_URL")}/authenticate`
      const projectId = yield* Config.String("STYTCH_PROJECT_ID")
      // Browsers may reach Stytch by another name than this process does.
      const browserUrl = (yield* providerUrl("STYTCH_BROWSER_URL")) ?? (yield* providerUrl("STYTCH_BASE_URL"))
      const base = browserUrl ?? ownOrigin(projectId)
      // Without the public token nothing that begins in the browser is offered.
      const publicToken = Option.getOrUndefined(yield* Config.option(Config.String("STYTCH_PUBLIC_TOKEN")))
      const wanted = yield* Config.Array(Provider, "OAUTH_PROVIDERS").pipe(
        Config.withDefault(["google", "microsoft"] as const),
      )
      const providers = publicToken === undefined ? [] : wanted

      const leave = (path: string, parameters: Readonly<Record<string, string>>) =>
        Effect.sync((): Leaving => {
          const codeVerifier = randomBytes(32).toString("base64url")
          const url = new URL(path, base)
          const challenge = createHash("sha256").update(codeVerifier).digest("base64url")
          const all = { ...parameters, public_token: publicToken ?? "", pkce_code_challenge: challenge }
          for (const [name, value] of Object.entries(all)) url.searchParams.set(name, value)
          return { url: url.href, codeVerifier }
        })
      const both = { login_redirect_url: back, signup_redirect_url: back }

      const oauth = Effect.fn("Departures.oauth")(function* (
        provider: OAuthProvider,
        organizationId: OrganizationId | undefined,
      ) {
        yield* attempts.countClient
        if (!providers.includes(provider)) return yield* new ProviderNotOffered({})
        return yield* organizationId === undefined
          ? leave(`/v1/b2b/public/oauth/${provider}/discovery/start`, { discovery_redirect_url: back })
          : leave(`/v1/b2b/public/oauth/${provider}/start`, { organization_id: organizationId, ...both })
      })

      const organization = (idOrSlug: string) =>
        stytch
          .read("organizations.get", (client) => client.organizations.get({ organization_id: idOrSlug }))
          .pipe(
            Effect.map((answer) => answer.organization),
            refusedAs(() => new SsoUnavailable({})),
          )

      const findSso = Effect.fn("Departures.findSso")(function* (email: string) {
        yield* attempts.countClient
        const rows = yield* Effect.orDie(organizationsOfDomain(system, email.slice(email.lastIndexOf("@") + 1)))
        const organizations = yield* Effect.forEach(
          rows,
          (row) => Effect.catchTag(organization(row.organization_id), "SsoUnavailable", () => Effect.undefined),
          { concurrency: 5 },
        )
        const connections = organizations.flatMap((found) =>
          (found?.sso_active_connections ?? []).map((connection) => ({
            connectionId: connection.connection_id,
            name: connection.display_name,
            organizationName: found?.organization_name ?? "",
          })),
        )
        return { connections }
      })

      const defaultConnection = Effect.fnUntraced(function* (slug: string) {
        const found = yield* organization(slug)
        const preferred = found.sso_default_connection_id
        const active = found.sso_active_connections.map((connection) => connection.connection_id)
        const connection = active.find((id) => id === preferred) ?? active[0]
        return connection ?? (yield* new SsoUnavailable({}))
      })

      const sso = Effect.fn("Departures.sso")(function* (way: {
        readonly organizationSlug?: string
        readonly connectionId?: string
      }) {
        yield* attempts.countClient
        if (publicToken === undefined) return yield* new ProviderNotOffered({})
        const connection = way.connectionId ?? (yield* defaultConnection(way.organizationSlug ?? ""))
        return yield* leave("/v1/public/sso/start", { connection_id: connection, ...both })
      })

      return Departures.of({ providers, oauth, findSso, sso })
    }),
  )
}

const ownOrigin = (projectId: string) =>
  new URL(projectId.startsWith("project-live-") ? "https://api.stytch.com" : "https://test.stytch.com")
