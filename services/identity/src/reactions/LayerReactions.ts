import * as Layer from "effect/Layer"
import { AuditExportWriter } from "../AuditExportWriter.ts"
import { ReadModel } from "../ReadModel.ts"
import { Stytch } from "../Stytch.ts"
import { Sync } from "../Sync.ts"
import { Webhooks } from "../Webhooks.ts"

/** What the reactions need. */
export const layerReactions = Layer.merge(
  Webhooks.layer.pipe(Layer.provide(Sync.layer), Layer.provide([ReadModel.layer, Stytch.layer])),
  AuditExportWriter.layer,
)
