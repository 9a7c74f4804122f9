import * as Layer from "effect/Layer"
import { ReadModel } from "../ReadModel.ts"
import { Reconciliation } from "../Reconciliation.ts"
import { Stytch } from "../Stytch.ts"
import { Sync } from "../Sync.ts"

/** What the nightly comparison needs. */
export const layerReconciliation = Reconciliation.layer.pipe(
  Layer.provide(Sync.layer),
  Layer.provide([ReadModel.layer, Stytch.layer]),
)
