import { catalogue } from "@tango/contracts/events/Catalogue"
import { OrganizationDeleted } from "@tango/contracts/events/IdentityEvents"
import { consumerRoutes } from "@tango/contracts/Topology"
import type { Founder } from "../fuzz/Fixture.ts"
import { busEvent } from "../BusEvent.ts"

/** Where an id of one kind stands under another name. */
const kinds: Readonly<Record<string, string>> = { actorId: "memberId", id: "projectId", createdBy: "memberId" }

/** Data with ids in the place of those that it has, wherever one of that name stands. */
export const naming = (value: unknown, ids: ReadonlyMap<string, string>): unknown => {
  if (Array.isArray(value)) return value.map((item) => naming(item, ids))
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      typeof item === "string" ? (ids.get(kinds[name] ?? name) ?? item) : naming(item, ids),
    ]),
  )
}

/** Every event that a consumer hears of, said to be one organization's, with another's ids in its data. */
export const forgedMessages = (sender: Founder, theirs: ReadonlyMap<string, string>) =>
  consumerRoutes.flatMap(({ detailTypes, functionName }) =>
    catalogue
      .filter(({ type }) => detailTypes.includes(type) && !type.includes(".event.received."))
      // Last of all, since nothing of the sender's is left after it.
      .toSorted(
        (one, other) => Number(one.type === OrganizationDeleted.type) - Number(other.type === OrganizationDeleted.type),
      )
      .map((definition) => ({
        functionName,
        event: busEvent(definition, {
          data: naming(definition.example, theirs),
          organizationId: sender.organizationId,
          sequence: 1_000,
        }),
      })),
  )
