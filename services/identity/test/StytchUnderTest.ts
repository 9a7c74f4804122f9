import { type Clock, makeClock } from "@tango/emulators/kit/Clock"
import type { Emulator } from "@tango/emulators/kit/Emulator"
import { Store } from "@tango/emulators/kit/Store"
import { startStytch } from "@tango/emulators/stytch/Stytch"
import { B2BClient } from "stytch"

export const projectId = "project-test-22222222-2222-4222-8222-222222222222"
export const secret = "secret-test-local"

/** A link's parameters. */
export interface Link {
  readonly tokenType: string
  readonly token: string
}

/** Stytch's emulator on a port of its own, with the links and codes it has sent. */
export interface StytchUnderTest extends Emulator {
  readonly clock: Clock
  readonly env: Readonly<Record<string, string>>
  /** For what an administrator does at Stytch. */
  readonly client: B2BClient
  /** The token and its type in the last link sent to an address. */
  link(to: string): Link
  mailsTo(to: string): number
  /** The six digits in the last text message to a number. */
  smsCode(to: string): string
  /** The next `times` requests to a path are answered with `status`. */
  fault(path: string, status: number, times?: number): Promise<void>
}

export const startStytchUnderTest = async (): Promise<StytchUnderTest> => {
  const store = new Store(":memory:")
  const clock = makeClock(store)
  const mails: Array<{ to: string; text: string }> = []
  const messages: Array<{ to: string; text: string }> = []
  const emulator = await startStytch({
    port: 0,
    store,
    clock,
    projectId,
    secret,
    deliver: { mail: (message) => void mails.push(message), sms: (message) => void messages.push(message) },
  })
  return {
    ...emulator,
    clock,
    env: { STYTCH_PROJECT_ID: projectId, STYTCH_SECRET: secret, STYTCH_BASE_URL: emulator.url },
    client: new B2BClient({ project_id: projectId, secret, env: emulator.url }),
    link: (to) => {
      const text = mails.findLast((mail) => mail.to === to)?.text ?? ""
      const url = new URL(/https?:\/\/\S+/.exec(text)?.[0] ?? "http://none.example")
      return {
        tokenType: url.searchParams.get("stytch_token_type") ?? "",
        token: url.searchParams.get("token") ?? "",
      }
    },
    mailsTo: (to) => mails.filter((mail) => mail.to === to).length,
    smsCode: (to) => /\d{6}/.exec(messages.findLast((message) => message.to === to)?.text ?? "")?.[0] ?? "",
    fault: async (path, status, times = 1) => {
      await fetch(`${emulator.url}/_emulator/faults`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ path, status, times }),
      })
    },
  }
}
