import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

type Unit = "Count" | "Milliseconds" | "Seconds"

/**
 * Writes one value in CloudWatch's embedded metric format on stdout, namespace `Tango`, dimensions `service` and those given.
 * Never put a tenant in a dimension.
 */
export const emitMetric = (
  name: string,
  value: number,
  unit: Unit,
  dimensions: { readonly service: string } & Readonly<Record<string, string>>,
): Effect.Effect<void> =>
  Effect.map(Clock.currentTimeMillis, (timestamp) => {
    const line = {
      _aws: {
        Timestamp: timestamp,
        CloudWatchMetrics: [
          { Namespace: "Tango", Dimensions: [Object.keys(dimensions)], Metrics: [{ Name: name, Unit: unit }] },
        ],
      },
      ...dimensions,
      [name]: value,
    }
    process.stdout.write(`${JSON.stringify(line)}\n`)
  })
