import * as Schema from "effect/Schema"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import { idempotencyHeaders } from "../../IdempotencyKey.ts"
import { DisplayName, OrganizationId } from "../../Ids.ts"
import { OperatorAuthentication } from "../../Operator.ts"
import { MeterKey } from "../../Plans.ts"
import { IdempotencyKeyReused, NotFound, ProviderUnavailable } from "../../Problem.ts"
import { Timestamp } from "../../Timestamp.ts"
import { CurrencyMismatch, UsageRefused } from "./BillingProblems.ts"
import { CreditEntry } from "./MoneyApi.ts"

const params = { organizationId: OrganizationId }
const Currency = Schema.String.check(Schema.isPattern(/^[a-z]{3}$/u))

/** For the vendor's own staff. */
export class OperatorGroup extends HttpApiGroup.make("operator")
  .add(
    HttpApiEndpoint.post("grantCredit", "/credits", {
      params,
      headers: idempotencyHeaders,
      payload: Schema.Struct({
        /** Minor units; Stripe takes eight digits. */
        amount: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 99_999_999 })),
        currency: Currency,
        /** Why; the organization reads it. */
        reason: DisplayName,
      }),
      success: CreditEntry.pipe(HttpApiSchema.status("Created")),
      error: [NotFound, CurrencyMismatch, IdempotencyKeyReused, ProviderUnavailable],
    }),
    HttpApiEndpoint.get("listCredits", "/credits", {
      params,
      success: Schema.Struct({ items: Schema.Array(CreditEntry), balance: Schema.Int, currency: Schema.String }),
    }),
    HttpApiEndpoint.post("recordUsage", "/usage", {
      params,
      payload: Schema.Struct({
        meter: MeterKey,
        amount: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1_000_000_000 })),
        recordedAt: Timestamp,
        /** The same key counts once. */
        key: Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(100)),
      }),
      success: Schema.Void.pipe(HttpApiSchema.status("Accepted")),
      error: [NotFound, UsageRefused, ProviderUnavailable],
    }),
  )
  .prefix("/operator/organizations/:organizationId")
  .middleware(OperatorAuthentication) {}
