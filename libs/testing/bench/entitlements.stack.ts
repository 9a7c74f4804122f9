import { randomUUID } from "node:crypto"
import { send } from "../test/journey/Client.ts"
import { eventually, findStack } from "../test/journey/RunningStack.ts"
import { resigned, tokenOf } from "../test/journey/Tokens.ts"
import { credentials } from "@tango/local/Environment"

const concurrency = 32
const milliseconds = (values: ReadonlyArray<number>) => {
  const sorted = values.toSorted((one, other) => one - other).map((value) => Math.round(value))
  return { p50: sorted[Math.floor(sorted.length * 0.5)], p99: sorted[Math.floor(sorted.length * 0.99)] }
}

/** An admin of an organization that is there for this alone. */
const adminOf = (organizationId: string) => {
  const { projectId } = credentials.stytch
  const now = Math.floor(Date.now() / 1000)
  const claims = {
    "https://stytch.com/session": { id: "member-session-bench", roles: ["stytch_member", "stytch_admin"] },
    "https://stytch.com/organization": { organization_id: organizationId, slug: organizationId },
    iss: `stytch.com/${projectId}`,
    aud: [projectId],
    sub: "member-bench",
    iat: now,
    nbf: now - 5,
    exp: now + 300,
  }
  return resigned(tokenOf({ alg: "RS256", typ: "JWT" }, claims, "none"), {})
}

/** Admission to one limit of one organization by 32 at once, and how long a grant takes from projects to entitlements. */
export const onStack = async () => {
  const stack = findStack()
  const organizationId = `organization-bench-${randomUUID()}`
  const token = await adminOf(organizationId)
  const until = performance.now() + 3_000
  let admitted = 0
  let refused = 0
  const consume = async () => {
    while (performance.now() < until) {
      const body = { amount: 1, key: randomUUID() }
      const { status } = await send(stack, "POST", "/api/entitlements/usage/apiCalls/consume", { token, body })
      if (status === 200) admitted += 1
      else refused += 1
    }
  }
  const started = performance.now()
  await Promise.all(Array.from({ length: concurrency }, consume))
  const seconds = (performance.now() - started) / 1000
  const travelled: Array<number> = []
  const made = await send<{ projectId: string }>(stack, "POST", "/api/projects/projects", {
    token,
    body: { name: "Bench" },
  })
  const path = `/api/projects/projects/${made.body.projectId}/grants`
  const grants = `/api/entitlements/resources/project/${made.body.projectId}/grants`
  for (let n = 0; n < 60; n++) {
    const grantee = n % 2 === 0 ? "PUT" : "DELETE"
    const options = grantee === "PUT" ? { token, body: { relation: "viewer" } } : { token }
    await send(stack, grantee, `${path}/organization`, options)
    const from = performance.now()
    await eventually("The grant in entitlements", async () => {
      const answer = await send<{ items?: ReadonlyArray<{ grantee: { kind: string } }> }>(stack, "GET", grants, {
        token,
      })
      const there = answer.body.items?.some((item) => item.grantee.kind === "organization") ?? false
      return answer.status === 200 && there === (grantee === "PUT") ? true : undefined
    })
    travelled.push(performance.now() - from)
  }
  return {
    admission: { concurrency, admitted, refused, perSecond: Math.round((admitted + refused) / seconds) },
    travelMilliseconds: milliseconds(travelled),
  }
}
