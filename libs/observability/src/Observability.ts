import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { layerLogging } from "./Logging.ts"
import { layerTracing } from "./Tracing.ts"

/** Logs and traces under the name in `SERVICE_NAME` and the environment in `TANGO_ENV`. */
export const layerObservability = Layer.unwrap(
  Effect.gen(function* () {
    const emitter = {
      service: yield* Config.String("SERVICE_NAME"),
      environment: yield* Config.String("TANGO_ENV").pipe(Config.withDefault("local")),
    }
    return Layer.merge(layerLogging(emitter), layerTracing(emitter))
  }),
)
