import { expect, test } from "vitest"
import { project, refusal } from "./stytchProject.ts"

test("an organization is found by id, slug and external id, changed, and deleted with its members", async () => {
  const { client, signUp } = await project()
  const { organization, member_id, session_token } = await signUp("ada@example.com", "Acme")
  const { organization_id } = organization
  const changed = await client.organizations.update({
    organization_id: "acme",
    organization_name: "Acme Inc",
    organization_slug: "acme-inc",
    organization_external_id: "tenant-1",
    trusted_metadata: { plan: "pro" },
  })
  expect(changed.organization).toMatchObject({
    organization_id,
    organization_name: "Acme Inc",
    trusted_metadata: { plan: "pro" },
  })
  for (const key of [organization_id, "acme-inc", "tenant-1"])
    expect((await client.organizations.get({ organization_id: key })).organization.organization_id).toBe(
      organization_id,
    )
  const merged = await client.organizations.update({ organization_id, trusted_metadata: { region: "eu", plan: null } })
  expect(merged.organization.trusted_metadata).toEqual({ region: "eu" })
  expect((await client.organizations.metrics({ organization_id })).member_count).toBe(1)
  await client.organizations.delete({ organization_id })
  expect(await refusal(client.organizations.get({ organization_id }))).toBe("404 organization_not_found")
  expect(await refusal(client.sessions.authenticate({ session_token }))).toBe("404 session_not_found")
  expect(await refusal(client.organizations.members.dangerouslyGet({ member_id }))).toBe("404 member_not_found")
})

test("slugs are well-formed and unique, and made from the name where none is given", async () => {
  const { client } = await project()
  const create = (organization_name: string, organization_slug?: string) =>
    client.organizations.create({ organization_name, ...(organization_slug ? { organization_slug } : {}) })
  const slugs = [await create("Größe & Co"), await create("Größe & Co")].map(
    ({ organization }) => organization.organization_slug,
  )
  expect(slugs).toEqual(["gr-e-co", "gr-e-co-2"])
  expect(await refusal(create("Taken", "GR-E-CO"))).toBe("400 organization_slug_already_used")
  expect(await refusal(create("Odd", "a b"))).toBe("400 invalid_organization_slug")
  const update = { organization_id: "gr-e-co", organization_slug: "gr-e-co-2" }
  expect(await refusal(client.organizations.update(update))).toBe("400 organization_slug_already_used")
})

test("an organization made with any login setting invites nobody unless told to", async () => {
  const { client } = await project()
  const { organization } = await client.organizations.create({ organization_name: "Acme", mfa_policy: "OPTIONAL" })
  expect(organization.email_invites).toBe("NOT_ALLOWED")
  const invitation = { organization_id: "acme", email_address: "bob@example.com" }
  expect(await refusal(client.magicLinks.email.invite(invitation))).toBe("400 invalid_email_for_invites")
  const common = { organization_name: "Common", email_allowed_domains: ["gmail.com"] }
  expect(await refusal(client.organizations.create(common))).toBe("400 organization_settings_domain_too_common")
})

test("organizations and members are searched, page by page", async () => {
  const { client } = await project()
  for (const organization_name of ["Alpha", "Beta", "Gamma"]) await client.organizations.create({ organization_name })
  const first = await client.organizations.search({ limit: 2 })
  expect(first.results_metadata).toMatchObject({ total: 3 })
  const rest = await client.organizations.search({ limit: 2, cursor: first.results_metadata.next_cursor ?? "" })
  expect(rest.organizations.map(({ organization_name }) => organization_name)).toEqual(["Gamma"])
  expect(rest.results_metadata.next_cursor).toBeUndefined()
  const organization_id = first.organizations[0]?.organization_id ?? ""
  const people = ["ada@example.com", "bob@example.com", "carol@other.test"]
  for (const email_address of people) await client.organizations.members.create({ organization_id, email_address })
  const bySlug = { operator: "AND", operands: [{ filter_name: "organization_slugs", filter_value: ["alpha"] }] }
  expect((await client.organizations.search({ query: bySlug })).organizations).toHaveLength(1)
  const byMember = { operator: "AND", operands: [{ filter_name: "member_emails", filter_value: ["bob@example.com"] }] }
  expect((await client.organizations.search({ query: byMember })).organizations[0]?.organization_id).toBe(
    organization_id,
  )
  const fuzzy = { operator: "OR", operands: [{ filter_name: "member_email_fuzzy", filter_value: "EXAMPLE" }] }
  const found = await client.organizations.members.search({ organization_ids: [organization_id], query: fuzzy })
  expect(found.members.map(({ email_address }) => email_address)).toEqual(people.slice(0, 2))
  expect(Object.keys(found.organizations)).toEqual([organization_id])
  const unknown = { operator: "OR", operands: [{ filter_name: "shoe_size", filter_value: 43 }] }
  expect(await refusal(client.organizations.search({ query: unknown }))).toBe(
    "400 organization_search_filter_name_not_recognized",
  )
  expect(await refusal(client.organizations.members.search({ organization_ids: [] }))).toBe(
    "400 member_search_organization_ids_empty",
  )
})

test("a member is made active or pending, found, changed, and only within its organization", async () => {
  const { client } = await project()
  const { organization } = await client.organizations.create({ organization_name: "Acme" })
  await client.organizations.create({ organization_name: "Other" })
  const { organization_id } = organization
  const members = client.organizations.members
  const made = await members.create({
    organization_id,
    email_address: "Ada@Example.com",
    name: "Ada",
    roles: ["member"],
    external_id: "u1",
  })
  expect(made.member).toMatchObject({
    status: "active",
    email_address: "ada@example.com",
    email_address_verified: false,
    is_admin: false,
  })
  expect(made.member.roles.map(({ role_id }) => role_id)).toEqual(["stytch_member", "member"])
  const pending = await members.create({
    organization_id,
    email_address: "bob@example.com",
    create_member_as_pending: true,
  })
  expect(pending.member.status).toBe("pending")
  expect(await refusal(members.create({ organization_id, email_address: "ada@example.com" }))).toBe(
    "400 duplicate_member_email",
  )
  const { member_id } = made
  expect((await members.get({ organization_id, email_address: "ada@example.com" })).member_id).toBe(member_id)
  expect((await members.get({ organization_id: "acme", member_id: "u1" })).member_id).toBe(member_id)
  expect(await refusal(members.get({ organization_id: "other", member_id }))).toBe("404 member_not_found")
  expect(await refusal(members.get({ organization_id }))).toBe("400 bad_request")
  expect((await members.dangerouslyGet({ member_id })).organization.organization_id).toBe(organization_id)
  const promoted = await members.update({ organization_id, member_id, roles: ["stytch_admin"], name: "Ada L" })
  expect(promoted.member).toMatchObject({ is_admin: true, name: "Ada L" })
  expect(promoted.member.roles.map(({ role_id }) => role_id)).toEqual(["stytch_member", "stytch_admin"])
  const odd = { organization_id, member_id, roles: ["emperor"] }
  expect(await refusal(members.update(odd))).toBe("400 invalid_rbac_role_assignment")
  const moved = await members.update({ organization_id, member_id, email_address: "ada@new.test" })
  expect(moved.member).toMatchObject({ email_address_verified: false, member_password_id: "" })
  expect(moved.member.retired_email_addresses).toMatchObject([{ email_address: "ada@example.com" }])
  expect(await refusal(members.update({ organization_id: "other", member_id, name: "Eve" }))).toBe(
    "404 member_not_found",
  )
})

test("a role change is in the next JWT of a session that exists", async () => {
  const { client, signUp } = await project()
  const { member_id, organization, session_token } = await signUp("ada@example.com", "Acme")
  const { organization_id } = organization
  await client.organizations.members.update({ organization_id, member_id, roles: ["viewer"] })
  const { session_jwt } = await client.sessions.authenticate({ session_token })
  expect((await client.sessions.authenticateJwtLocal({ session_jwt })).roles).toEqual(["stytch_member", "viewer"])
})

test("deleting a member ends its sessions; it is found on request only and can come back", async () => {
  const { client, signUp } = await project()
  const { member_id, organization, session_token } = await signUp("ada@example.com", "Acme")
  const { organization_id } = organization
  const members = client.organizations.members
  await members.delete({ organization_id, member_id })
  expect(await refusal(client.sessions.authenticate({ session_token }))).toBe("404 session_not_found")
  expect(await refusal(members.get({ organization_id, member_id }))).toBe("404 member_not_found")
  expect(await refusal(members.delete({ organization_id, member_id }))).toBe("404 member_not_found")
  expect(await refusal(members.dangerouslyGet({ member_id }))).toBe("404 member_not_found")
  expect((await members.dangerouslyGet({ member_id, include_deleted: true })).member.status).toBe("deleted")
  const organization_ids = [organization_id]
  expect((await members.search({ organization_ids })).members).toEqual([])
  const query = { operator: "AND", operands: [{ filter_name: "statuses", filter_value: ["deleted"] }] }
  expect((await members.search({ organization_ids, query })).members).toHaveLength(1)
  const successor = await members.create({ organization_id, email_address: "ada@example.com" })
  const reactivate = () => members.reactivate({ organization_id, member_id })
  expect(await refusal(reactivate())).toBe("400 reactivation_email_belongs_to_another_member")
  await members.delete({ organization_id, member_id: successor.member_id })
  expect((await reactivate()).member).toMatchObject({ status: "active", is_admin: true })
  const other = { organization_id, member_id: successor.member_id }
  expect(await refusal(members.reactivate(other))).toBe("400 email_unverified_for_reactivation")
})

test("the project's policy has the roles that Stytch brings and the product's", async () => {
  const { client } = await project()
  const { policy } = await client.rbac.policy()
  expect(policy?.roles.map(({ role_id }) => role_id)).toEqual(["stytch_admin", "stytch_member", "member", "viewer"])
  await client.organizations.create({ organization_name: "Acme" })
  expect((await client.rbac.organizations.getOrgPolicy({ organization_id: "acme" })).org_policy.roles).toEqual([])
})
