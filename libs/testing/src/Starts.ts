import { ConfigProvider, Effect, Layer } from "effect"

/** Whether a layer can be built from these variables and no others. */
export const starts = <A, E>(layer: Layer.Layer<A, E>, env: Readonly<Record<string, string>>): Promise<boolean> =>
  Effect.void.pipe(
    Effect.provide(layer.pipe(Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown(env))))),
    Effect.exit,
    Effect.map(({ _tag }) => _tag === "Success"),
    Effect.runPromise,
  )
