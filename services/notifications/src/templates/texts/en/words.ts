import type { Relation } from "@tango/contracts/events/EntitlementsEvents"
import type { Role } from "@tango/contracts/Permissions"

export const greeting = (name: string) => (name === "" ? "Hello," : `Hello ${name},`)

/** A name, or what else tells who it is. */
export const called = (name: string, otherwise: string) => (name === "" ? otherwise : name)

export const roles: Readonly<Record<Role, string>> = { admin: "Admin", member: "Member", viewer: "Viewer" }
export const relations: Readonly<Record<Relation, string>> = {
  owner: "an owner",
  editor: "an editor",
  viewer: "a viewer",
}

const limitNames: Readonly<Record<string, string>> = {
  projects: "projects",
  seats: "seats",
  storageBytes: "bytes of storage",
  apiCallsPerMonth: "API calls this month",
}
/** A limit that has no word yet keeps its name. */
export const limits = (name: string) => limitNames[name] ?? name

const dates = new Intl.DateTimeFormat("en", { dateStyle: "long", timeZone: "UTC" })

/** A day, or nothing where the time is none. */
export const day = (time: string) => {
  const date = new Date(time)
  return Number.isNaN(date.getTime()) ? "" : dates.format(date)
}

/** Minor units of a currency as people write it; the currency's own number of decimals counts. */
export const money = (amount: number, currency: string) => {
  try {
    const format = new Intl.NumberFormat("en", { style: "currency", currency })
    return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
  } catch {
    return `${amount / 100} ${currency.toUpperCase()}`
  }
}

export const openBilling = { label: "Open billing", path: "/billing" }
