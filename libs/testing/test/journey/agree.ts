import { credentials } from "@tango/local/Environment"
import type { Feature } from "@tango/contracts/Plans"
import type { Person } from "./Person.ts"
import { eventually, type RunningStack } from "./RunningStack.ts"

/** The vendor agrees with an organization on single sign-on and the audit log's export, and identity has heard of it. */
export const agreeOnFeatures = async (stack: RunningStack, admin: Person): Promise<void> => {
  const headers = { authorization: admin.authorization }
  const own = await fetch(`${stack.gateway}/api/identity/organization`, { headers })
  const { organizationId }: { organizationId: string } = JSON.parse(await own.text())
  const agree = (name: Feature) =>
    eventually(`${name} is agreed on`, async () => {
      const url = `${stack.gateway}/api/entitlements/operator/organizations/${organizationId}/overrides`
      const { ok } = await fetch(url, {
        method: "POST",
        headers: { authorization: `Bearer ${credentials.operator.key}`, "content-type": "application/json" },
        body: JSON.stringify({ override: { name, value: true }, reason: "A journey", expiresAt: null }),
      })
      return ok || undefined
    })
  await agree("sso")
  await agree("audit_log_export")
  await eventually("Identity hears of it", async () => {
    const { ok } = await fetch(`${stack.gateway}/api/identity/audit-log/export?format=json`, { headers })
    return ok || undefined
  })
}
