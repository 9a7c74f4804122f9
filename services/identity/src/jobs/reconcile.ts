import { makeJob } from "@tango/messaging/JobLambda"
import { layerReconciliation } from "./LayerReconciliation.ts"
import { Reconciliation } from "../Reconciliation.ts"

export const handler = await makeJob(
  Reconciliation.use(({ run }) => run),
  layerReconciliation,
)
