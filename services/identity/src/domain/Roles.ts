import type { Role } from "@tango/contracts/Permissions"

// Everybody has `stytch_member`, which allows reading: a viewer needs nothing more.
const stytchRoles: Readonly<Record<Role, string>> = { admin: "stytch_admin", member: "member", viewer: "viewer" }

/** Our role in Stytch's words. */
export const toStytchRole = (role: Role): string => stytchRoles[role]

/** The role that a single one of Stytch's stands for, if it is one of ours. */
export const fromStytchRole = (stytchRole: string): Role | undefined =>
  (["admin", "member", "viewer"] as const).find((role) => stytchRoles[role] === stytchRole)

/** Whether a role allows less than another: then what was given before has to end. */
export const isLess = (role: Role, than: Role): boolean => rank[role] < rank[than]
const rank: Readonly<Record<Role, number>> = { admin: 2, member: 1, viewer: 0 }
