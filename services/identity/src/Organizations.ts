import { type Organization, SlugTaken, type UploadRefused } from "@tango/contracts/api/IdentityApi"
import type { OrganizationId } from "@tango/contracts/Ids"
import { CurrentPrincipal, CurrentTenant } from "@tango/contracts/Principal"
import { OrganizationUpdated } from "@tango/contracts/events/IdentityEvents"
import { NotFound, type ProviderUnavailable } from "@tango/contracts/Problem"
import * as Outbox from "@tango/messaging/Outbox"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { audit } from "./AuditTrail.ts"
import { publicLogoUrl } from "./domain/LogoAddress.ts"
import { organizationSnapshot } from "./domain/Snapshots.ts"
import { Logos } from "./Logos.ts"
import { findOrganization, lockOrganization, type OrganizationRow, setLogoKey } from "./persistence/OrganizationRows.ts"
import { ReadModel } from "./ReadModel.ts"
import { refusedAs, Stytch } from "./Stytch.ts"

type View = typeof Organization.Type
type Acting = CurrentTenant | CurrentPrincipal

export interface Profile {
  readonly name?: string | undefined
  readonly slug?: string | undefined
}

/** The tenant's organization: its names and its logo. */
export class Organizations extends Context.Service<
  Organizations,
  {
    readonly get: Effect.Effect<View, NotFound, CurrentTenant>
    update(profile: Profile): Effect.Effect<View, NotFound | SlugTaken | ProviderUnavailable, Acting>
    setLogo(uploadId: string): Effect.Effect<View, NotFound | UploadRefused | ProviderUnavailable, Acting>
    readonly removeLogo: Effect.Effect<View, NotFound | ProviderUnavailable, Acting>
  }
>()("@tango/identity/Organizations") {
  static readonly layer = Layer.effect(
    Organizations,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const stytch = yield* Stytch
      const readModel = yield* ReadModel
      const logos = yield* Logos
      const publicUrl = yield* Config.String("PUBLIC_URL")
      const signal = yield* Outbox.OutboxSignal

      const view = Effect.fnUntraced(function* (id: OrganizationId, row: OrganizationRow | undefined) {
        if (row === undefined || row.deleted_at !== null) return yield* new NotFound({})
        const logoUrl = row.logo_key === null ? null : yield* logos.url(row.logo_key)
        return {
          organizationId: id,
          name: row.name,
          slug: row.slug,
          logoUrl,
          region: row.region,
          createdAt: row.created_at,
        }
      })

      const get = Effect.gen(function* () {
        const tenant = yield* CurrentTenant
        const [row] = yield* tenantSql.read((sql) => findOrganization(sql, tenant))
        return yield* view(tenant, row)
      }).pipe(Effect.withSpan("Organizations.get"))

      const updateIn = Effect.fnUntraced(function* ({ name, slug }: Profile) {
        const tenant = yield* CurrentTenant
        const { actor } = yield* CurrentPrincipal
        const { organization } = yield* stytch
          .call("organizations.update", (client) =>
            client.organizations.update({
              organization_id: tenant,
              ...(name === undefined ? {} : { organization_name: name }),
              ...(slug === undefined ? {} : { organization_slug: slug }),
            }),
          )
          .pipe(
            refusedAs(({ errorType }) =>
              errorType === "organization_not_found" ? new NotFound({}) : new SlugTaken({ slug: slug ?? "" }),
            ),
          )
        yield* readModel.applyIn({ organization: organizationSnapshot(organization), actor })
      })

      const update = Effect.fn("Organizations.update")((profile: Profile) =>
        Effect.andThen(tenantSql.transaction(updateIn(profile)), get),
      )

      /** The old picture goes once nobody is told of it any more. */
      const swapLogo = Effect.fnUntraced(function* (key: string | null) {
        const tenant = yield* CurrentTenant
        const { actor } = yield* CurrentPrincipal
        const old = yield* tenantSql.transaction(
          Effect.gen(function* () {
            const sql = yield* Transaction
            yield* lockOrganization(sql, tenant)
            const [row] = yield* findOrganization(sql, tenant)
            if (row === undefined) return yield* new NotFound({})
            yield* setLogoKey(sql, tenant, key)
            yield* Outbox.append(OrganizationUpdated, {
              subject: `organization/${tenant}`,
              sequence: row.version + 1,
              data: {
                organizationId: tenant,
                name: row.name,
                slug: row.slug,
                region: row.region,
                logoUrl: publicLogoUrl(publicUrl, key),
              },
            }).pipe(Effect.provideService(Outbox.OutboxSignal, signal))
            const action = key === null ? "organization.logo_removed" : "organization.logo_changed"
            yield* audit({ actor, action, target: { type: "organization", id: tenant } })
            return row.logo_key
          }),
        )
        if (old !== null) yield* logos.remove(old)
        return yield* get
      })

      const setLogo = Effect.fn("Organizations.setLogo")(function* (uploadId: string) {
        return yield* swapLogo(yield* logos.accept(uploadId))
      })

      const removeLogo = Effect.withSpan(swapLogo(null), "Organizations.removeLogo")
      return Organizations.of({ get, update, setLogo, removeLogo })
    }),
  )
}
