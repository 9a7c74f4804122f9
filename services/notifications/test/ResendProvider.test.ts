import { ConfigProvider, Effect, Layer } from "effect"
import { assert, describe, it } from "vitest"
import { EmailProvider } from "../src/EmailProvider.ts"
import { layerResend } from "../src/providers/ResendProvider.ts"

const run = <A, E>(env: Record<string, string>, effect: Effect.Effect<A, E, EmailProvider>) =>
  effect.pipe(
    Effect.provide(Layer.provide(layerResend, ConfigProvider.layer(ConfigProvider.fromUnknown(env)))),
    Effect.flip,
    Effect.runPromise,
  )

describe("the Resend provider", () => {
  const env = { RESEND_API_KEY: "re_test", RESEND_BASE_URL: "http://127.0.0.1:1" }

  it.each([{ TANGO_ENV: "production" }, {}])(
    "does not start with an emulator's address when the environment is %j",
    async (more) => {
      const error = await run({ ...env, ...more }, EmailProvider)
      assert.equal(Reflect.get(Object(error), "_tag"), "InsecureProviderUrl")
    },
  )

  it("says that one may try again when nobody answers", async () => {
    const error = await run(
      { ...env, TANGO_ENV: "local" },
      EmailProvider.use((provider) => provider.get("11111111-1111-4111-8111-111111111111")),
    )
    assert.include(error, { _tag: "Retryable" })
  })
})
