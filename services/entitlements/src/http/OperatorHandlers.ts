import { EntitlementsApi } from "@tango/contracts/api/EntitlementsApi"
import type { OrganizationId } from "@tango/contracts/Ids"
import { CurrentTenant } from "@tango/contracts/Principal"
import { NotFound } from "@tango/contracts/Problem"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { Operators } from "../Operators.ts"
import { Organizations } from "../Organizations.ts"

/** An operator acts on the organization that the path names. */
const within =
  ({ organizationId }: { readonly organizationId: OrganizationId }) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.provideService(effect, CurrentTenant, organizationId)

export const layerOperator = HttpApiBuilder.group(
  EntitlementsApi,
  "operator",
  Effect.fnUntraced(function* (handlers) {
    const operators = yield* Operators
    const organizations = yield* Organizations
    const entitlements = Effect.fnUntraced(function* (at: Date | undefined) {
      if (!(yield* organizations.isKnown)) return yield* new NotFound({})
      return yield* organizations.at(at ?? new Date(yield* Clock.currentTimeMillis))
    })
    return handlers
      .handle("entitlements", ({ params, query }) => entitlements(query.at).pipe(within(params)))
      .handle("overrides", ({ params }) =>
        operators.overrides.pipe(
          Effect.map((items) => ({ items })),
          within(params),
        ),
      )
      .handle("override", ({ params, payload: { override, ...said } }) =>
        operators.override(override, said).pipe(within(params)),
      )
      .handle("endOverride", ({ params }) => operators.endOverride(params.overrideId).pipe(within(params)))
      .handle("grantCredits", ({ params, payload: { amount, ...said } }) =>
        operators.grantCredits(amount, said).pipe(within(params)),
      )
  }),
)
