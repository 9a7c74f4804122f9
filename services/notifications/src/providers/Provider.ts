import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** The provider that `EMAIL_PROVIDER` names: `resend` unless told, or `ses`. Only that one's SDK is loaded. */
export const layerProvider = Layer.unwrap(
  Effect.gen(function* () {
    const name = yield* Config.Literals(["resend", "ses"], "EMAIL_PROVIDER").pipe(Config.withDefault("resend"))
    return name === "ses"
      ? (yield* Effect.promise(() => import("./SesProvider.ts"))).layerSes
      : (yield* Effect.promise(() => import("./ResendProvider.ts"))).layerResend
  }),
)
