import { makeClock } from "@tango/emulators/kit/Clock"
import { Store } from "@tango/emulators/kit/Store"
import { startAws } from "@tango/emulators/aws/Aws"
import { startResend } from "@tango/emulators/resend/Resend"
import { startStripe } from "@tango/emulators/stripe/Stripe"
import { startStytch } from "@tango/emulators/stytch/Stytch"
import { bucketRoutes } from "@tango/contracts/Topology"
import { credentials } from "@tango/local/Environment"
import { applyTopology } from "@tango/local/stack/ApplyTopology"
import { topology } from "@tango/local/Topology"
import type { Ports } from "@tango/local/Ports"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** All emulators in this process, in memory, on ports of their own; what does not run has port 9, where nobody listens. */
export interface Providers {
  readonly ports: Ports
  readonly urls: Readonly<Record<"stytch" | "stripe" | "resend" | "aws", string>>
  /** What a link in the last mail to an address proves. */
  link(to: string): { readonly tokenType: string; readonly token: string }
  close(): Promise<void>
}

const nobody = 9

export const startProviders = async (): Promise<Providers> => {
  const store = new Store(":memory:")
  const clock = makeClock(store)
  const mails = new Map<string, string>()
  const folder = mkdtempSync(join(tmpdir(), "tango-s3-"))
  const { aws, resend, stripe, stytch } = credentials
  const shared = { port: 0, store, clock }
  const deliver = { mail: ({ text, to }: { to: string; text: string }) => void mails.set(to, text), sms: () => {} }
  const [stytchAt, stripeAt, resendAt, awsAt] = await Promise.all([
    startStytch({ ...shared, projectId: stytch.projectId, secret: stytch.secret, deliver }),
    startStripe({ ...shared, secretKey: stripe.secretKey }),
    startResend({ ...shared, apiKey: resend.apiKey }),
    startAws({
      ...shared,
      region: aws.region,
      accountId: aws.accountId,
      lambdaUrl: undefined,
      s3Folder: folder,
      buckets: bucketRoutes.map(({ localName }) => localName),
    }),
  ])
  await applyTopology(awsAt.url, topology)
  const portOf = ({ url }: { url: string }) => Number(new URL(url).port)
  return {
    ports: {
      gateway: nobody,
      console: nobody,
      runner: nobody,
      postgres: nobody,
      stytch: portOf(stytchAt),
      stripe: portOf(stripeAt),
      resend: portOf(resendAt),
      aws: portOf(awsAt),
    },
    urls: { stytch: stytchAt.url, stripe: stripeAt.url, resend: resendAt.url, aws: awsAt.url },
    link: (to) => {
      const { searchParams } = new URL(/https?:\/\/\S+/u.exec(mails.get(to) ?? "")?.[0] ?? "http://none.example")
      return { tokenType: searchParams.get("stytch_token_type") ?? "", token: searchParams.get("token") ?? "" }
    },
    close: async () => {
      await Promise.all([stytchAt, stripeAt, resendAt, awsAt].map((emulator) => emulator.close()))
      store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
