import { CurrentOperator, OperatorAuthentication } from "@tango/contracts/Operator"
import { Unauthenticated } from "@tango/contracts/Problem"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { createHash, timingSafeEqual } from "node:crypto"

const Keys = Schema.fromJsonString(Schema.Record(Schema.String, Schema.NonEmptyString.check(Schema.isMinLength(24))))

const digest = (text: string) => createHash("sha256").update(text).digest()

/** `OPERATOR_KEYS` is JSON, name → key of at least 24 characters; without it nobody is an operator. */
export const layerOperatorAuthentication = Layer.effect(
  OperatorAuthentication,
  Effect.gen(function* () {
    const text = yield* Config.option(Config.Redacted("OPERATOR_KEYS"))
    const keys = Option.isSome(text) ? yield* Schema.decodeUnknownEffect(Keys)(Redacted.value(text.value)) : {}
    const operators = Object.entries(keys).map(([name, key]) => ({ name, digest: digest(key) }))
    return OperatorAuthentication.of({
      operator: Effect.fnUntraced(function* (httpEffect, { credential }) {
        const given = digest(Redacted.value(credential))
        const operator = operators.find((known) => timingSafeEqual(known.digest, given))
        if (operator === undefined) return yield* new Unauthenticated({})
        return yield* httpEffect.pipe(
          Effect.provideService(CurrentOperator, { name: operator.name }),
          Effect.annotateLogs({ operator: operator.name }),
        )
      }),
    })
  }),
)
