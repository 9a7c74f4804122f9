import { mkdtempSync, rmSync } from "node:fs"
import { createServer } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { exportJWK, generateKeyPair } from "jose"
import type { JWK } from "jose"
import { B2BClient, StytchError } from "stytch"
import { onTestFinished, vi } from "vitest"
import { makeClock } from "../src/kit/Clock.ts"
import type { WebhookEndpoint } from "../src/kit/Webhooks.ts"
import { Store } from "../src/kit/Store.ts"
import { startStytch } from "../src/stytch/Stytch.ts"

export const projectId = "project-test-11111111-1111-4111-8111-111111111111"
export const secret = "secret-test-local"
export const webhookSecret = `whsec_${Buffer.from("a key for the tests only").toString("base64")}`

// A key takes a tenth of a second to make: one for each test file is enough. A file of its own keeps the key that it has.
const key = generateKeyPair("RS256", { extractable: true }).then(({ privateKey }) => exportJWK(privateKey))

/** A path for a store that the test's end removes. */
export const temporaryFile = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "emulator-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, "store.sqlite")
}

/** A running project, the official client on it, and the mail it sent. */
export const project = async ({ file = ":memory:", webhook }: { file?: string; webhook?: WebhookEndpoint } = {}) => {
  const store = new Store(file)
  const keys = store.collection<JWK>("stytch-keys")
  if (!keys.get("session")) keys.put("session", { ...(await key), kid: "jwk-test-shared" })
  const clock = makeClock(store)
  const mails: Array<{ to: string; subject: string; text: string; html: string }> = []
  const texts: Array<{ to: string; text: string }> = []
  const deliver = {
    mail: (mail: (typeof mails)[number]) => void mails.push(mail),
    sms: (message: (typeof texts)[number]) => void texts.push(message),
  }
  const options = { port: 0, store, clock, projectId, secret, deliver, ...(webhook ? { webhook } : {}) }
  const emulator = await startStytch(options)
  let open = true
  const stop = async () => {
    if (!open) return
    open = false
    await emulator.close()
    store.close()
  }
  onTestFinished(stop)
  const client = connect(emulator.url)
  const linkTo = (to: string): URL => {
    const mail = mails.findLast((each) => each.to === to.toLowerCase())
    return new URL(/https?:\S+/.exec(mail?.text ?? "")?.[0] ?? "about:blank")
  }
  const tokenFor = (to: string): string => linkTo(to).searchParams.get("token") ?? ""
  /** The six digits last texted to a number. */
  const codeFor = (to: string): string =>
    /\b\d{6}\b/.exec(texts.findLast((each) => each.to === to)?.text ?? "")?.[0] ?? ""
  /** Proves an address by mail: an intermediate session. */
  const discover = async (email_address: string) => {
    await client.magicLinks.email.discovery.send({
      email_address,
      discovery_redirect_url: "http://app.test/authenticate",
    })
    return client.magicLinks.discovery.authenticate({ discovery_magic_links_token: tokenFor(email_address) })
  }
  /** Signs an address up with an organization of its own. */
  const signUp = async (email_address: string, organization_name: string) => {
    const { intermediate_session_token } = await discover(email_address)
    return client.discovery.organizations.create({ intermediate_session_token, organization_name })
  }
  return { url: emulator.url, client, clock, mails, texts, codeFor, linkTo, tokenFor, discover, signUp, stop }
}

/** The official client, without the warning that it gives for any base URL of one's own. */
export const connect = (url: string, as = { project_id: projectId, secret }): B2BClient => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {})
  const client = new B2BClient({ ...as, env: url })
  warn.mockRestore()
  return client
}

/** The error a call gives: `<status> <error_type>`. */
export const refusal = async (call: Promise<unknown>): Promise<string> => {
  try {
    await call
    return "success"
  } catch (error) {
    if (error instanceof StytchError) return `${error.status_code} ${error.error_type}`
    throw error
  }
}

export interface Received {
  readonly headers: Record<string, string>
  readonly body: string
}

/** A webhook receiver: answers with the statuses given, then 200. `take` resolves when so many requests have come in all. */
export const receiver = async (...statuses: Array<number>) => {
  const received: Array<Received> = []
  const waiting: Array<() => void> = []
  const server = createServer(async (request, response) => {
    let body = ""
    for await (const chunk of request) body += String(chunk)
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    response.writeHead(statuses.shift() ?? 200).end()
    received.push({ headers, body })
    for (const check of waiting) check()
  })
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const address = server.address()
  const port = typeof address === "object" && address ? address.port : 0
  const take = (count: number): Promise<ReadonlyArray<Received>> =>
    new Promise((resolve) => {
      const check = () => {
        if (received.length >= count) resolve(received)
      }
      waiting.push(check)
      check()
    })
  return { url: `http://127.0.0.1:${port}/hook`, received, take }
}
