import { makeClock } from "@tango/emulators/kit/Clock"
import { Store } from "@tango/emulators/kit/Store"
import { startResend } from "@tango/emulators/resend/Resend"
import { ConfigProvider, Effect, Layer } from "effect"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { type Email, EmailProvider } from "../src/EmailProvider.ts"
import { layerProvider } from "../src/providers/Provider.ts"
import { startSes } from "./fixtures/SesServer.ts"

process.env["AWS_REGION"] ??= "us-east-1"
process.env["AWS_ACCESS_KEY_ID"] ??= "test"
process.env["AWS_SECRET_ACCESS_KEY"] ??= "test"

type Env = Readonly<Record<string, string>>
const run = <A, E>(env: Env, effect: Effect.Effect<A, E, EmailProvider>) =>
  effect.pipe(
    Effect.provide(Layer.provide(layerProvider, ConfigProvider.layer(ConfigProvider.fromUnknown(env)))),
    Effect.runPromise,
  )
const outcome = <A, E>(effect: Effect.Effect<A, E, EmailProvider>) =>
  Effect.match(effect, { onFailure: (error) => Reflect.get(Object(error), "_tag"), onSuccess: () => "ok" })

/** What a form of a provider has to offer so that the same tests can ask the same of each. */
interface Form {
  readonly env: Env
  readonly idempotent: boolean
  sent(to: string): number
  /** The first e-mail that an address got, as it was handed over. */
  mail(to: string): Omit<Email, "idempotencyKey" | "to"> | undefined
  refuse(kind: "limit" | "outage" | "bad mail" | "suppressed"): Promise<void>
  suppress(address: string): Promise<void>
  close(): Promise<void>
}

const resendForm = async (): Promise<Form> => {
  const store = new Store(":memory:")
  const resend = await startResend({ port: 0, store, clock: makeClock(store), apiKey: "re_test" })
  const post = (path: string, body: object, headers = {}) =>
    fetch(resend.url + path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    })
  const statuses = { limit: 429, outage: 500, "bad mail": 422, suppressed: 422 }
  return {
    env: { TANGO_ENV: "local", RESEND_API_KEY: "re_test", RESEND_BASE_URL: resend.url },
    idempotent: true,
    sent: (to) => resend.mailbox.sent(to).length,
    mail: (to) => {
      const [mail] = resend.mailbox.sent(to)
      if (mail === undefined) return undefined
      const { from, headers, subject } = mail
      const tags = Object.fromEntries(mail.tags.map(({ name, value }) => [name, value]))
      return { from, headers, html: mail.html ?? "", subject, tags, text: mail.text ?? "" }
    },
    refuse: async (kind) => void (await post("/_emulator/faults", { path: "/emails", status: statuses[kind] })),
    suppress: async (email) => void (await post("/suppressions", { email }, { authorization: "Bearer re_test" })),
    close: async () => {
      await resend.close()
      store.close()
    },
  }
}

const sesForm = async (): Promise<Form> => {
  const ses = await startSes()
  const refusals = {
    limit: [429, "TooManyRequestsException", "Maximum sending rate exceeded.", 1],
    outage: [500, "InternalServiceErrorException", "oops"],
    "bad mail": [400, "BadRequestException", "Illegal address"],
    suppressed: [400, "MessageRejected", "Address is on the suppression list."],
  } as const
  return {
    env: { TANGO_ENV: "local", ...ses.env },
    idempotent: false,
    sent: (to) => ses.mails.filter((mail) => mail.Destination.ToAddresses.includes(to)).length,
    mail: (to) => {
      const mail = ses.mails.find(({ Destination }) => Destination.ToAddresses.includes(to))
      if (mail === undefined) return undefined
      const { Body, Headers, Subject } = mail.Content.Simple
      const pairs = (all: ReadonlyArray<{ Name: string; Value: string }>) =>
        Object.fromEntries(all.map(({ Name, Value }) => [Name, Value]))
      return {
        from: mail.FromEmailAddress,
        headers: pairs(Headers),
        html: Body.Html.Data,
        subject: Subject.Data,
        tags: pairs(mail.EmailTags),
        text: Body.Text.Data,
      }
    },
    refuse: async (kind) => {
      const [status, name, message, retryAfter] = refusals[kind]
      ses.refuse(status, name, message, retryAfter)
    },
    suppress: async (address) => void ses.suppressed.set(address, "COMPLAINT"),
    close: ses.close,
  }
}

const email = (to: string, more: Partial<Email> = {}): Email => ({
  idempotencyKey: `key/${to}`,
  from: "Tango <hello@tango.test>",
  to,
  subject: "Grüße",
  html: "<p>Hi</p>",
  text: "Hi",
  headers: { "X-Entity-Ref-ID": "1", "List-Unsubscribe": "<https://tango.example/u>" },
  tags: { kind: "welcome", delivery: "019ab3f2-6d1e-7cc3-98c1-2f1d6f0a1b2c" },
  ...more,
})
const send = (mail: Email) => EmailProvider.use((provider) => provider.send(mail))

describe.each([
  ["Resend", resendForm],
  ["SES", sesForm],
] as const)("%s as a provider of e-mail", (_, start) => {
  let form: Form
  beforeAll(async () => {
    form = await start()
  })
  afterAll(() => form.close())

  it("sends, and gives its id", async () => {
    const { providerId } = await run(form.env, send(email("ada@example.com")))
    assert.isNotEmpty(providerId)
    assert.equal(form.sent("ada@example.com"), 1)
    const { idempotencyKey: _key, to: _to, ...handedOver } = email("ada@example.com")
    assert.deepEqual(form.mail("ada@example.com"), handedOver)
  })

  it("says truly whether the same key sends twice", async () => {
    const twice = Effect.all([send(email("twice@example.com")), send(email("twice@example.com"))])
    await run(form.env, twice)
    assert.equal(
      await run(
        form.env,
        Effect.map(EmailProvider, ({ idempotent }) => idempotent),
      ),
      form.idempotent,
    )
    assert.equal(form.sent("twice@example.com"), form.idempotent ? 1 : 2)
  })

  it.each([
    ["limit", "Retryable"],
    ["outage", "Retryable"],
    ["bad mail", "GiveUp"],
  ] as const)("tells by type what a refusal means: %s", async (kind, tag) => {
    await form.refuse(kind)
    assert.equal(await run(form.env, outcome(send(email(`${tag}@example.com`)))), tag)
  })

  it("says how long a limit lasts", async () => {
    await form.refuse("limit")
    const error = await run(form.env, Effect.flip(send(email("limit@example.com"))))
    assert.include(error, { _tag: "Retryable", retryAfterSeconds: 1 })
  })

  it("knows its suppression list and takes an address off it, as often as one likes", async () => {
    const suppression = EmailProvider.use((provider) => provider.suppression("gone@example.com"))
    assert.isNull(await run(form.env, suppression))
    await form.suppress("gone@example.com")
    assert.isNotNull(await run(form.env, suppression))
    const off = EmailProvider.use((provider) => provider.unsuppress("gone@example.com"))
    await run(form.env, Effect.andThen(off, off))
    assert.isNull(await run(form.env, suppression))
  })

  it("says that one may try again when nobody answers", async () => {
    const env = { ...form.env, RESEND_BASE_URL: "http://127.0.0.1:1", SES_ENDPOINT: "http://127.0.0.1:1" }
    assert.equal(await run(env, outcome(send(email("nobody@example.com")))), "Retryable")
  })

  it.each([{ TANGO_ENV: "production" }, {}])("does not start with an address without TLS in %j", async (more) => {
    const { TANGO_ENV: _local, ...env } = form.env
    const started = Effect.provide(
      EmailProvider,
      Layer.provide(layerProvider, ConfigProvider.layer(ConfigProvider.fromUnknown({ ...env, ...more }))),
    )
    assert.include(await Effect.runPromise(Effect.flip(started)), { _tag: "InsecureProviderUrl" })
  })
})

describe("what only one of them says", () => {
  it("Resend: the same key with other bytes means that the first went out", async () => {
    const form = await resendForm()
    await run(form.env, send(email("bytes@example.com")))
    const again = send(email("bytes@example.com", { subject: "Other" }))
    assert.equal(await run(form.env, outcome(again)), "TakenBefore")
    await form.close()
  })

  it("SES: an address on its list is told as such", async () => {
    const form = await sesForm()
    await form.refuse("suppressed")
    assert.equal(await run(form.env, outcome(send(email("listed@example.com")))), "Suppressed")
    await form.close()
  })
})
