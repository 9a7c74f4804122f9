import { type Joining, type LogInRules, SettingRefused, type Settings } from "@tango/contracts/api/IdentityApi"
import { CurrentPrincipal, CurrentTenant } from "@tango/contracts/Principal"
import type { ProviderUnavailable } from "@tango/contracts/Problem"
import { TenantSql } from "@tango/tenancy/TenantSql"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { B2BOrganizationsUpdateRequest } from "stytch"
import { audit } from "./AuditTrail.ts"
import { joiningUpdate, logInUpdate, toSettings } from "./domain/Settings.ts"
import { organizationSnapshot } from "./domain/Snapshots.ts"
import { ReadModel } from "./ReadModel.ts"
import { refusedAs, Stytch } from "./Stytch.ts"

type View = typeof Settings.Type
type Changed = Effect.Effect<View, SettingRefused | ProviderUnavailable, CurrentTenant | CurrentPrincipal>

/** How people come in and log in to the tenant's organization; Stytch keeps and enforces it. */
export class OrganizationSettings extends Context.Service<
  OrganizationSettings,
  {
    readonly get: Effect.Effect<View, ProviderUnavailable, CurrentTenant>
    setJoining(joining: typeof Joining.Type): Changed
    setLogIn(rules: typeof LogInRules.Type): Changed
  }
>()("@tango/identity/OrganizationSettings") {
  static readonly layer = Layer.effect(
    OrganizationSettings,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const stytch = yield* Stytch
      const readModel = yield* ReadModel

      const get = Effect.gen(function* () {
        const tenant = yield* CurrentTenant
        const { organization } = yield* stytch
          .read("organizations.get", (client) => client.organizations.get({ organization_id: tenant }))
          .pipe(Effect.catchTag("StytchRefused", Effect.die))
        return toSettings(organization)
      }).pipe(Effect.withSpan("OrganizationSettings.get"))

      const change = Effect.fnUntraced(function* (
        action: string,
        fields: Omit<B2BOrganizationsUpdateRequest, "organization_id">,
      ) {
        const tenant = yield* CurrentTenant
        const { actor } = yield* CurrentPrincipal
        const { organization } = yield* stytch
          .call("organizations.update", (client) => client.organizations.update({ organization_id: tenant, ...fields }))
          .pipe(refusedAs(({ errorType }) => new SettingRefused({ reason: errorType })))
        const details = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, JSON.stringify(value)]))
        yield* tenantSql.transaction(
          Effect.andThen(
            readModel.applyIn({ organization: organizationSnapshot(organization), actor }),
            audit({ actor, action, target: { type: "organization", id: tenant }, details }),
          ),
        )
        return toSettings(organization)
      })

      return OrganizationSettings.of({
        get,
        setJoining: Effect.fn("OrganizationSettings.setJoining")((joining) =>
          change("organization.joining_changed", joiningUpdate(joining)),
        ),
        setLogIn: Effect.fn("OrganizationSettings.setLogIn")((rules) =>
          change("organization.log_in_rules_changed", logInUpdate(rules)),
        ),
      })
    }),
  )
}
