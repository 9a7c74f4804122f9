import * as HttpApi from "effect/http-api/HttpApi"
import * as OpenApi from "effect/http-api/OpenApi"
import { RequestValidation } from "../Problem.ts"
import { MoneyGroup } from "./billing/MoneyApi.ts"
import { OperatorGroup } from "./billing/OperatorApi.ts"
import { SubscriptionGroup } from "./billing/SubscriptionApi.ts"

export * from "./billing/BillingProblems.ts"
export * from "./billing/MoneyApi.ts"
export * from "./billing/SubscriptionApi.ts"

export class BillingApi extends HttpApi.make("billing")
  .add(SubscriptionGroup)
  .add(MoneyGroup)
  .add(OperatorGroup)
  .middleware(RequestValidation)
  .prefix("/api/billing")
  .annotateMerge(
    OpenApi.annotations({
      title: "Tango Billing",
      version: "1.0.0",
      description: "Subscriptions, seats, invoices and credits: what an organization pays for.",
    }),
  ) {}
