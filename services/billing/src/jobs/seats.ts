import { makeJob } from "@tango/messaging/JobLambda"
import { layerBilling } from "../Billing.ts"
import { Reconciliation } from "../Reconciliation.ts"

export const handler = await makeJob(
  Reconciliation.use((reconciliation) => reconciliation.seats),
  layerBilling,
)
