import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as OtlpExporter from "effect/observability/OtlpExporter"
import * as OtlpSerialization from "effect/observability/OtlpSerialization"
import * as OtlpTracer from "effect/observability/OtlpTracer"
import type { Emitter } from "./Logging.ts"

/** Sends spans to `OTEL_EXPORTER_OTLP_ENDPOINT`/v1/traces; without that variable spans only give log lines their trace id. */
export const layerTracing = (emitter: Emitter): Layer.Layer<OtlpExporter.Flusher, Config.ConfigError> =>
  Layer.unwrap(
    Effect.gen(function* () {
      const endpoint = yield* Config.option(Config.String("OTEL_EXPORTER_OTLP_ENDPOINT"))
      if (Option.isNone(endpoint)) return OtlpExporter.layerFlusher
      return OtlpTracer.layer({
        url: `${endpoint.value}/v1/traces`,
        resource: {
          serviceName: emitter.service,
          attributes: { "deployment.environment.name": emitter.environment },
        },
        exportInterval: "1 second",
      }).pipe(Layer.provide([OtlpSerialization.layerJson, FetchHttpClient.layer]))
    }),
  )
