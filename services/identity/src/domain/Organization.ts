import type { OrganizationId } from "@tango/contracts/Ids"

/** An organization as Stytch last described it. `updatedAt` is Stytch's, in milliseconds; 0 when it says nothing. */
export interface OrganizationSnapshot {
  readonly organizationId: OrganizationId
  readonly name: string
  readonly slug: string
  /** The e-mail domains that it counts as its own, in lower case and in order. */
  readonly domains: ReadonlyArray<string>
  readonly updatedAt: number
}

/** What is known of an organization here; `deleted` is for ever, since its id is never used again. */
export interface KnownOrganization extends OrganizationSnapshot {
  readonly deleted: boolean
}

export type OrganizationChange = "Created" | "Updated" | "Same" | "Stale"

export const organizationChange = (
  before: KnownOrganization | undefined,
  after: OrganizationSnapshot,
): OrganizationChange => {
  if (before === undefined) return "Created"
  if (before.deleted) return "Stale"
  if (after.updatedAt !== 0 && after.updatedAt < before.updatedAt) return "Stale"
  const same =
    before.name === after.name && before.slug === after.slug && before.domains.join() === after.domains.join()
  return same ? "Same" : "Updated"
}
