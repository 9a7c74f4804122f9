import * as Layer from "effect/Layer"
import { Followed } from "./Followed.ts"
import { Levels } from "./Levels.ts"
import { Organizations } from "./Organizations.ts"

/** What the reactions act with. */
export const layerReacting = Layer.mergeAll(Levels.layer, Followed.layer).pipe(Layer.provideMerge(Organizations.layer))
