import type { Emulator } from "@tango/emulators/kit/Emulator"
import { type Clock, makeClock } from "@tango/emulators/kit/Clock"
import { Store } from "@tango/emulators/kit/Store"
import { startStytch } from "@tango/emulators/stytch/Stytch"

export const projectId = "project-test-22222222-2222-4222-8222-222222222222"
export const secret = "secret-test-local"

/** Stytch's emulator on a port of its own, with the links it has sent. */
export interface StytchUnderTest extends Emulator {
  readonly clock: Clock
  readonly env: Readonly<Record<string, string>>
  /** The token and its type in the last link sent to an address. */
  link(to: string): { readonly tokenType: string; readonly token: string }
  mailsTo(to: string): number
}

export const startStytchUnderTest = async (): Promise<StytchUnderTest> => {
  const store = new Store(":memory:")
  const clock = makeClock(store)
  const mails: Array<{ to: string; text: string }> = []
  const emulator = await startStytch({
    port: 0,
    store,
    clock,
    projectId,
    secret,
    deliver: { mail: (message) => void mails.push(message), sms: () => {} },
  })
  return {
    ...emulator,
    clock,
    env: { STYTCH_PROJECT_ID: projectId, STYTCH_SECRET: secret, STYTCH_BASE_URL: emulator.url },
    link: (to) => {
      const text = mails.findLast((mail) => mail.to === to)?.text ?? ""
      const url = new URL(/https?:\/\/\S+/.exec(text)?.[0] ?? "http://none.example")
      return {
        tokenType: url.searchParams.get("stytch_token_type") ?? "",
        token: url.searchParams.get("token") ?? "",
      }
    },
    mailsTo: (to) => mails.filter((mail) => mail.to === to).length,
  }
}
