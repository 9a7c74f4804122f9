import type { Member } from "stytch"
import { expect, test } from "vitest"
import { Store } from "../src/kit/Store.ts"
import { project, refusal, temporaryFile } from "./stytchProject.ts"

const acme = async () => {
  const running = await project()
  const { organization, member } = await running.signUp("ada@acme.test", "Acme")
  const { organization_id } = organization
  const change = (fields: object) => running.client.organizations.update({ organization_id, ...fields })
  const rolesOf = async (member_id: string) =>
    (await running.client.organizations.members.get({ organization_id, member_id })).member.roles.map(
      ({ role_id }) => role_id,
    )
  return { ...running, organization_id, member, change, rolesOf }
}

test("every setting of an organization is kept as it was said", async () => {
  const { client, organization_id, change } = await acme()
  const settings = {
    organization_logo_url: "https://acme.test/logo.png",
    organization_external_id: "acme|1",
    sso_jit_provisioning: "NOT_ALLOWED",
    email_allowed_domains: ["acme.test", "acme-labs.test"],
    email_jit_provisioning: "RESTRICTED",
    email_invites: "RESTRICTED",
    auth_methods: "RESTRICTED",
    allowed_auth_methods: ["sso", "magic_link"],
    mfa_policy: "REQUIRED_FOR_ALL",
    mfa_methods: "RESTRICTED",
    allowed_mfa_methods: ["totp"],
    oauth_tenant_jit_provisioning: "RESTRICTED",
    allowed_oauth_tenants: { github: ["acme"], slack: [] },
    claimed_email_domains: ["acme.test"],
    rbac_email_implicit_role_assignments: [{ domain: "acme-labs.test", role_id: "viewer" }],
    first_party_connected_apps_allowed_type: "NOT_ALLOWED",
    third_party_connected_apps_allowed_type: "RESTRICTED",
  }
  expect((await change(settings)).organization).toMatchObject(settings)
  expect((await client.organizations.get({ organization_id: "acme|1" })).organization).toMatchObject(settings)
  const { organization } = await client.organizations.deleteExternalId({ organization_id })
  expect(organization).not.toHaveProperty("organization_external_id")
})

test("settings that contradict themselves or name what does not exist are refused by name", async () => {
  const { client, change } = await acme()
  await client.organizations.create({ organization_name: "Rival", claimed_email_domains: ["rival.test"] })
  const cases: ReadonlyArray<readonly [object, string]> = [
    [{ sso_jit_provisioning: "MAYBE" }, "invalid_organization_auth_factor_setting"],
    [{ email_jit_provisioning: "ALL_ALLOWED" }, "invalid_organization_auth_factor_setting_for_email_jit_provisioning"],
    [{ auth_methods: "NOT_ALLOWED" }, "invalid_organization_auth_method_settings"],
    [{ mfa_policy: "NEVER" }, "invalid_organization_mfa_policy"],
    [{ allowed_auth_methods: ["carrier_pigeon"] }, "invalid_organization_allowed_auth_methods"],
    [{ auth_methods: "RESTRICTED" }, "allowed_auth_methods_required_for_restricted"],
    [{ mfa_methods: "RESTRICTED" }, "allowed_mfa_methods_required_for_restricted"],
    [{ email_invites: "RESTRICTED" }, "invalid_restricted_email_setting"],
    [{ email_allowed_domains: ["acme"] }, "organization_settings_invalid_domain"],
    [{ email_allowed_domains: ["gmail.com"] }, "organization_settings_domain_too_common"],
    [{ email_allowed_domains: ["acme.test", "ACME.test"] }, "organization_settings_duplicate_domain"],
    [{ claimed_email_domains: ["rival.test"] }, "organization_settings_duplicate_claimed_domain"],
    [{ oauth_tenant_jit_provisioning: "RESTRICTED" }, "invalid_restricted_oauth_tenants_setting"],
    [{ allowed_oauth_tenants: { github: "acme" } }, "invalid_oauth_allowed_tenants_format"],
    [
      { rbac_email_implicit_role_assignments: [{ domain: "acme.test", role_id: "king" }] },
      "invalid_rbac_role_assignment",
    ],
    [{ sso_default_connection_id: "saml-connection-test-none" }, "invalid_sso_default_connection_id"],
    [{ organization_external_id: "a b" }, "invalid_organization_external_id"],
    [{ trusted_metadata: { note: "x".repeat(5000) } }, "metadata_too_large"],
    [
      { trusted_metadata: Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`key${index}`, 1])) },
      "metadata_too_many_keys",
    ],
  ]
  for (const [fields, error] of cases)
    expect.soft(await refusal(change(fields)), JSON.stringify(fields).slice(0, 80)).toBe(`400 ${error}`)
})

test("an email domain gives roles to who has an address of it, for as long as the setting stands", async () => {
  const { client, organization_id, change, rolesOf } = await acme()
  const { member_id } = await client.organizations.members.create({ organization_id, email_address: "b@labs.test" })
  expect(await rolesOf(member_id)).toEqual(["stytch_member"])
  await change({ rbac_email_implicit_role_assignments: [{ domain: "labs.test", role_id: "viewer" }] })
  expect(await rolesOf(member_id)).toEqual(["stytch_member", "viewer"])
  const { member } = await client.organizations.members.update({ organization_id, member_id, roles: ["member"] })
  expect(member.roles).toMatchObject([
    { role_id: "stytch_member", sources: [{ type: "direct_assignment" }] },
    { role_id: "member", sources: [{ type: "direct_assignment" }] },
    { role_id: "viewer", sources: [{ type: "email_assignment", details: { domain: "labs.test" } }] },
  ])
  await change({ rbac_email_implicit_role_assignments: [] })
  expect(await rolesOf(member_id)).toEqual(["stytch_member", "member"])
})

test("an organization can have roles of its own, which count in its sessions' authorization", async () => {
  const { client, organization_id, rolesOf, signUp } = await acme()
  const role = { role_id: "auditor", description: "", permissions: [{ resource_id: "stytch.sso", actions: ["get"] }] }
  const set = (...roles: ReadonlyArray<object>) =>
    client.rbac.organizations.setOrgPolicy({ organization_id, org_policy: JSON.parse(JSON.stringify({ roles })) })
  expect(await refusal(set({ ...role, role_id: "viewer" }))).toBe("400 rbac_org_custom_roles_only")
  expect(await refusal(set({ ...role, role_id: "stytch_king" }))).toBe("400 invalid_rbac_role_id")
  expect(await refusal(set({ ...role, permissions: [{ resource_id: "moon", actions: ["*"] }] }))).toBe(
    "400 invalid_permission_resource",
  )
  expect(await refusal(set(role, role))).toBe("400 rbac_role_duplicate")
  await set(role)
  expect((await client.rbac.organizations.getOrgPolicy({ organization_id })).org_policy).toEqual({ roles: [role] })
  const { member_id } = await client.organizations.members.create({
    organization_id,
    email_address: "eve@acme.test",
    roles: ["auditor"],
  })
  expect(await rolesOf(member_id)).toEqual(["stytch_member", "auditor"])
  const { organization: other } = await signUp("bob@other.test", "Other")
  const elsewhere = { organization_id: other.organization_id, email_address: "eve@other.test", roles: ["auditor"] }
  expect(await refusal(client.organizations.members.create(elsewhere))).toBe("400 invalid_rbac_role_assignment")
  await set()
  expect(await rolesOf(member_id)).toEqual(["stytch_member"])
})

test("10,000 members are paged, each exactly once, searched and looked up without a wait", async () => {
  const file = temporaryFile()
  const first = await project({ file })
  const { member, organization } = await first.signUp("ada@acme.test", "Acme")
  const { organization_id } = organization
  await first.stop()
  const store = new Store(file)
  const members = store.collection<Member>("stytch-members")
  for (let index = 1; index < 10_000; index += 1) {
    const email_address = `person${index}@acme.test`
    const member_id = `member-test-${index}`
    members.put(member_id, { ...member, member_id, email_address, external_id: `e${index}` })
  }
  store.close()
  const { client } = await project({ file })
  const search = (fields: object) =>
    client.organizations.members.search({ organization_ids: [organization_id], ...fields })
  const seen: Array<string> = []
  let cursor: string | undefined
  do {
    const page = await search({ limit: 1000, ...(cursor ? { cursor } : {}) })
    expect(page.results_metadata.total).toBe(10_000)
    seen.push(...page.members.map(({ member_id }) => member_id))
    cursor = page.results_metadata.next_cursor
  } while (cursor)
  expect([seen.length, new Set(seen).size]).toEqual([10_000, 10_000])
  const before = performance.now()
  const query = { operator: "AND", operands: [{ filter_name: "member_email_fuzzy", filter_value: "person999" }] }
  expect((await search({ query })).results_metadata.total).toBe(11)
  for (let index = 1; index <= 20; index += 1) {
    const { member: made } = await client.organizations.members.create({
      organization_id,
      email_address: `late${index}@acme.test`,
      external_id: `late${index}`,
    })
    const found = await client.organizations.members.get({ organization_id, member_id: `e${index}` })
    expect([made.status, found.member.email_address]).toEqual(["active", `person${index}@acme.test`])
  }
  expect(performance.now() - before).toBeLessThan(3000)
})

test("members are found by every filter, and a filter that cannot be understood is refused by name", async () => {
  const { client, organization_id } = await acme()
  const create = (email_address: string, fields: object = {}) =>
    client.organizations.members.create({ organization_id, email_address, ...fields })
  await create("b@acme.test", { is_breakglass: true, external_id: "b-1" })
  await create("c@acme.test", { roles: ["viewer"], mfa_phone_number: "+15005550006" })
  const { member_id } = await create("d@acme.test", { create_member_as_pending: true })
  await client.organizations.members.delete({ organization_id, member_id })
  const find = async (filter_name: string, filter_value: unknown) => {
    const query = { operator: "AND", operands: [{ filter_name, filter_value }] }
    const { members } = await client.organizations.members.search({ organization_ids: [organization_id], query })
    return members.map(({ email_address }) => email_address[0]).join("")
  }
  expect(await find("member_ids", ["b-1"])).toBe("b")
  expect(await find("member_emails", ["B@acme.test", "c@acme.test"])).toBe("bc")
  expect(await find("member_is_breakglass", true)).toBe("b")
  expect(await find("member_roles", ["viewer"])).toBe("c")
  expect(await find("member_phone_number_fuzzy", "555")).toBe("c")
  expect(await find("statuses", ["deleted"])).toBe("d")
  expect(await find("statuses", ["active", "deleted"])).toBe("abcd")
  expect(await find("member_password_exists", true)).toBe("")
  expect(await refusal(find("statuses", ["asleep"]))).toBe("400 search_invalid_status_filter")
  expect(await refusal(find("member_emails", "b@acme.test"))).toBe("400 member_search_expected_array_of_strings")
  expect(await refusal(find("member_is_breakglass", "yes"))).toBe("400 member_search_expected_boolean")
  expect(await refusal(find("member_email_fuzzy", "ac"))).toBe("400 member_search_member_email_fuzzy_too_short")
  expect(await refusal(find("shoe_size", 42))).toBe("400 member_search_filter_name_not_recognized")
  expect(await refusal(client.organizations.members.search({ organization_ids: [] }))).toBe(
    "400 member_search_organization_ids_empty",
  )
})
