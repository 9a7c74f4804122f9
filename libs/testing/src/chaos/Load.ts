import { randomUUID } from "node:crypto"
import { random, type Random } from "../fuzz/Random.ts"
import { makeClient, Refused, type Client } from "./Client.ts"
import { eventually, type Stage } from "./Stage.ts"

/** What the load has been told is done, by which the audit knows what must be there. */
export interface Done {
  /** `<organization> <name>`, a project of each. */
  readonly projects: Array<string>
  /** `<organization> <address>`, a member of each. */
  readonly invited: Array<string>
  readonly paid: Array<string>
  /** Stories that came to their end, and what stopped the others. */
  stories: number
  readonly broken: Array<string>
}

interface Founder {
  readonly token: string
  readonly organizationId: string
}
interface Session {
  readonly sessionJwt: string
  readonly organization: { readonly organizationId: string }
}

const transport = "body"
const at = <A>(body: unknown): A => body as A

/** Logs in with the link from the mail, and founds an organization; a link whose answer was lost is used up, so it begins anew. */
const signUp = async ({ ask, proof }: Client, name: string): Promise<Founder> => {
  for (let attempt = 1; ; attempt++) {
    try {
      const email = `founder-${randomUUID().slice(0, 8)}@example.com`
      await ask("POST", "/api/identity/session/magic-link", { body: { email } })
      const used = await ask("POST", "/api/identity/session/authenticate", {
        body: { ...(await proof(email)), transport },
      })
      const { choice } = at<{ choice: { intermediateSessionToken: string } }>(used.body)
      const { intermediateSessionToken } = choice
      const body = { name, transport, intermediateSessionToken }
      const founded = at<Session>((await ask("POST", "/api/identity/session/organizations", { body })).body)
      return { token: founded.sessionJwt, organizationId: founded.organization.organizationId }
    } catch (error) {
      if (!(error instanceof Refused) || attempt === 5) throw error
    }
  }
}

/** Invites somebody, who comes with the link from the mail; gives the id of the member. */
const invite = async (client: Client, { organizationId, token }: Founder, done: Done): Promise<string | undefined> => {
  const email = `guest-${randomUUID().slice(0, 8)}@example.com`
  // A 409: Stytch had invited them, and nobody could say so any more.
  const body = { email, role: "member" }
  const invited = await client.ask("POST", "/api/identity/invitations", { token, body, also: [409] })
  done.invited.push(`${organizationId} ${email}`)
  const proof = await client.proof(email)
  await client.ask("POST", "/api/identity/session/authenticate", {
    body: { ...proof, transport },
    also: [400, 401, 403, 409, 422],
  })
  return invited.status === 201 ? at<{ memberId: string }>(invited.body).memberId : undefined
}

const checkout = async ({ ask }: Client, { organizationId, token }: Founder, done: Done): Promise<void> => {
  const body = { price: "pro_monthly", seats: 10 }
  const { url } = at<{ url: string }>((await ask("POST", "/api/billing/checkout", { token, body })).body)
  const card = { number: "4242 4242 4242 4242", expiry: "12 / 34", cvc: "123", name: "Ada Lovelace" }
  await eventually("Stripe's page", 60, async () => {
    const form = { method: "POST", redirect: "manual", body: new URLSearchParams(card) } as const
    const paid = await fetch(url, { ...form, signal: AbortSignal.timeout(10_000) })
    await paid.arrayBuffer()
    return paid.status < 500 || undefined
  })
  done.paid.push(organizationId)
}

const create = async ({ ask }: Client, { organizationId, token }: Founder, done: Done): Promise<string> => {
  const name = `Project ${randomUUID().slice(0, 8)}`
  const made = await ask("POST", "/api/projects/projects", { token, body: { name } })
  done.projects.push(`${organizationId} ${name}`)
  return at<{ projectId: string }>(made.body).projectId
}

/** One organization's day, from its founding: guests, projects made, shared and archived, a payment, a change of role. */
const story = async (client: Client, dice: Random, done: Done, ended: () => boolean): Promise<void> => {
  const founder = await signUp(client, `Chaos ${randomUUID().slice(0, 8)}`)
  const { token } = founder
  const projects = [await create(client, founder, done)]
  const guest = await invite(client, founder, done)
  const paying = dice.chance(0.6)
  if (paying) await checkout(client, founder, done)
  for (let step = 0; step < 8 && !ended(); step++) {
    const project = dice.pick(projects)
    const path = `/api/projects/projects/${project}`
    const lot = dice.int(10)
    if (lot < 3) projects.push(await create(client, founder, done).catch(tooMany(projects)))
    else if (lot < 5)
      await client.ask("POST", `${path}/${dice.pick(["archive", "restore"])}`, { token, also: [403, 409] })
    else if (lot < 7 && guest !== undefined) {
      const body = { relation: dice.pick(["viewer", "editor"]) }
      await client.ask("PUT", `${path}/grants/member:${guest}`, { token, body, also: [400, 403, 404, 409, 422] })
    } else if (lot < 8) await invite(client, founder, done)
    else if (guest !== undefined) {
      const body = { role: dice.pick(["member", "viewer"]) }
      await client.ask("PUT", `/api/identity/members/${guest}/role`, { token, body })
    }
  }
}

/** The free plan holds three projects: a fourth is refused, and the story goes on with the last. */
const tooMany = (projects: ReadonlyArray<string>) => (error: unknown) => {
  const last = projects.at(-1)
  if (!(error instanceof Refused) || last === undefined) throw error
  return last
}

/** Stories side by side until the time is up; what each does is decided by the seed, what it meets is not. */
export const load = async (stage: Stage, seed: number, seconds: number, sideBySide: number): Promise<Done> => {
  const done: Done = { projects: [], invited: [], paid: [], stories: 0, broken: [] }
  const end = performance.now() + seconds * 1000
  const ended = () => performance.now() > end
  const work = async (_: unknown, index: number) => {
    const client = makeClient(stage)
    for (let round = 0; !ended(); round++) {
      try {
        await story(client, random(seed * 1009 + index * 101 + round), done, ended)
        done.stories += 1
      } catch (error) {
        done.broken.push(error instanceof Error ? error.message : String(error))
      }
    }
  }
  await Promise.all(Array.from({ length: sideBySide }, work))
  return done
}
