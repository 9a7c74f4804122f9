import type { Evidence } from "./Audit.ts"
import { query } from "./Rows.ts"
import type { Stage } from "./Stage.ts"

/** A statement that gives `key` and `value`, and the service whose rows it reads. */
type Side = readonly [service: string, statement: string]

const members = "select organization_id || '/' || member_id as key"

const identityMembers = `${members}, role || ' ' || status as value from members where status <> 'pending'`
const copiedMembers = `${members}, role || ' ' || status as value from entitlement_members`
const plansOf = "select organization_id as key, plan || ' ' || limits::text || ' ' || sequence as value"

/** A grant that has been revoked is as good as none. */
const grantsOf = `select organization_id || '/' || resource_id || '/' || grantee as key, relation as value
  from entitlement_grants where resource_type = 'project' and relation is not null`

const mirrors: ReadonlyArray<{ readonly name: string; readonly source: Side; readonly copy: Side }> = [
  {
    name: "an organization's name at notifications",
    source: ["identity", "select organization_id as key, name as value from organizations"],
    copy: ["notifications", "select organization_id as key, name as value from organizations"],
  },
  {
    name: "a member at notifications",
    source: [
      "identity",
      `${members}, concat_ws(' ', email, role, status = 'deactivated') as value from members where joined`,
    ],
    copy: ["notifications", `${members}, concat_ws(' ', email, role, deactivated) as value from members where joined`],
  },
  {
    name: "a member at entitlements",
    source: ["identity", identityMembers],
    copy: ["entitlements", copiedMembers],
  },
  { name: "a member at projects", source: ["identity", identityMembers], copy: ["projects", copiedMembers] },
  {
    name: "a member at billing",
    source: ["identity", `${members}, status as value from members where status <> 'pending'`],
    copy: ["billing", `${members}, status as value from members`],
  },
  {
    name: "a customer at billing",
    source: ["identity", "select organization_id as key, 'customer' as value from organizations"],
    copy: ["billing", "select organization_id as key, 'customer' as value from customers"],
  },
  {
    name: "a plan at entitlements",
    source: [
      "billing",
      "select organization_id as key, plan || ' ' || status as value from subscriptions where status in ('active', 'trialing', 'past_due')",
    ],
    copy: [
      "entitlements",
      `select organization_id as key, plan || ' ' || (subscription->>'status') as value
        from organization_plans where plan <> 'free'`,
    ],
  },
  {
    name: "an organization's plan at projects",
    source: [
      "entitlements",
      `${plansOf.replace("limits::text", "(announced->'limits')::text").replace("sequence", "version")} from organization_plans`,
    ],
    copy: ["projects", `${plansOf} from entitlement_organizations`],
  },
  {
    name: "an organization's plan at identity",
    source: [
      "entitlements",
      `${plansOf.replace("limits::text", "(announced->'limits')::text").replace("sequence", "version")} from organization_plans`,
    ],
    copy: ["identity", `${plansOf} from entitlement_organizations`],
  },
  {
    name: "a project in use",
    source: [
      "projects",
      "select organization_id || '/' || project_id as key, '1' as value from projects where status = 'active'",
    ],
    copy: [
      "entitlements",
      "select organization_id || '/' || item as key, amount::text as value from levels where limit_name = 'projects' and amount > 0",
    ],
  },
  { name: "a grant", source: ["projects", grantsOf], copy: ["entitlements", grantsOf] },
]

const side = async (stage: Stage, [service, statement]: Side): Promise<Readonly<Record<string, string>>> => {
  const rows = await query(stage, service, statement)
  return Object.fromEntries(rows.map(({ key, value }) => [String(key), String(value)]))
}

/** Each projection beside its source, as they are now. */
export const mirrorsIn = async (stage: Stage): Promise<Evidence["mirrors"]> =>
  Promise.all(
    mirrors.map(async ({ copy, name, source }) => ({
      name,
      source: await side(stage, source),
      copy: await side(stage, copy),
    })),
  )
