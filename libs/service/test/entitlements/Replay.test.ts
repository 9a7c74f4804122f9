import { granteeKey } from "@tango/contracts/Access"
import {
  GrantCreated,
  GrantRevoked,
  OrganizationEntitlementsChanged,
  ResourceChanged,
  ResourceRemoved,
} from "@tango/contracts/events/EntitlementsEvents"
import {
  MemberDeactivated,
  MemberInvited,
  MemberJoined,
  MemberRoleChanged,
} from "@tango/contracts/events/IdentityEvents"
import { busMessage, type ConsumerUnderTest, startConsumer } from "@tango/testing/ConsumerUnderTest"
import { testDatabase } from "@tango/testing/Database"
import { queryRows } from "@tango/testing/ServiceUnderTest"
import { ConfigProvider, Effect, Layer } from "effect"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { grantReactions, memberReactions, planReactions } from "../../src/entitlements/Reactions.ts"
import { entitlementTableNames, entitlementTables } from "../../src/entitlements/Tables.ts"
import { migrate } from "../../src/Migrate.ts"
import { dice, randomWorld, type World } from "./Worlds.ts"

let consumer: ConsumerUnderTest
let systemUrl: string

beforeAll(async () => {
  const database = await testDatabase("projects")
  systemUrl = database.systemUrl
  const env = {
    SERVICE_NAME: "projects",
    DATABASE_URL: database.appUrl,
    DATABASE_SYSTEM_URL: database.systemUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
  }
  const config = ConfigProvider.layer(ConfigProvider.fromUnknown(env))
  await Effect.runPromise(migrate({ "0020_entitlements": entitlementTables }).pipe(Effect.provide(config)))
  const reactions = [...planReactions, ...memberReactions, ...grantReactions]
  consumer = startConsumer({ reactions, layer: Layer.empty, env })
})
afterAll(() => consumer.close())

/** What was told of a world: of each subject something else first, and then how it is. */
const newsOf = ({ grants, members, organizationId, resources, told }: World): ReadonlyArray<string> => {
  const at = (sequence: number) => ({ organizationId, sequence })
  return [
    ...(told === null
      ? []
      : [
          busMessage(OrganizationEntitlementsChanged, {
            ...at(1),
            data: { ...OrganizationEntitlementsChanged.example, organizationId },
          }),
          busMessage(OrganizationEntitlementsChanged, { ...at(2), data: { organizationId, ...told } }),
        ]),
    ...members.flatMap(({ memberId, role, status }) => {
      const data = { ...MemberJoined.example, organizationId, memberId, role }
      const last = { invited: MemberInvited, active: MemberJoined, deactivated: MemberDeactivated }[status]
      const first = { ...data, role: "viewer" as const }
      const news = [busMessage(MemberInvited, { ...at(1), data: first }), busMessage(last, { ...at(2), data: first })]
      // It says nothing of the status, which an older event does that may come later.
      const changed = { ...data, previousRole: "viewer" as const }
      return status === "deactivated" ? news : [...news, busMessage(MemberRoleChanged, { ...at(3), data: changed })]
    }),
    ...resources.flatMap(({ id, parent, removed, type }) => {
      const resource = { type, id }
      return [
        busMessage(ResourceChanged, { ...at(1), data: { organizationId, resource, parent } }),
        ...(removed ? [busMessage(ResourceRemoved, { ...at(2), data: { organizationId, resource } })] : []),
      ]
    }),
    ...grants.flatMap(({ grantee, relation, resource }) => {
      const data = { organizationId, grantId: granteeKey(grantee), resource, grantee, actorId: "ada" }
      return [
        busMessage(GrantCreated, { ...at(1), data: { ...data, relation: "viewer" } }),
        relation === null
          ? busMessage(GrantRevoked, { ...at(2), data: { ...data, relation: "viewer" } })
          : busMessage(GrantCreated, { ...at(2), data: { ...data, relation } }),
      ]
    }),
  ]
}

const everything = () =>
  Promise.all(
    entitlementTableNames.map((table) => queryRows(systemUrl, `select * from ${table} as t order by t::text`)),
  )

const deliver = async (messages: ReadonlyArray<string>) => {
  for (let at = 0; at < messages.length; at += 500) {
    assert.deepEqual(await consumer.deliver(...messages.slice(at, at + 500)), [])
  }
}

describe("a projection", () => {
  it("is the same again when it is emptied and the news are replayed, in another order and some of them twice", async () => {
    const news = Array.from({ length: 12 }, (_, seed) => newsOf(randomWorld(seed))).flat()
    await deliver(news)
    const before = await everything()
    for (const rows of before) assert.isAbove(rows.length, 5)
    for (const table of entitlementTableNames) await queryRows(systemUrl, `delete from ${table}`)
    const { next, some } = dice(1)
    const again = [...news, ...some(news, 0.3)]
      .map((message) => ({ message, order: next() }))
      .toSorted((one, other) => one.order - other.order)
      .map(({ message }) => message)
    await deliver(again)
    assert.deepEqual(await everything(), before)
  })
})
