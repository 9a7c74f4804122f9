import { OrganizationEntitlementsChanged } from "@tango/contracts/events/EntitlementsEvents"
import { on } from "@tango/messaging/Reaction"
import { Allowances } from "../Allowances.ts"

/** What projects does when it hears of something. */
export const reactions = [
  on(OrganizationEntitlementsChanged, (event) => Allowances.use((allowances) => allowances.apply(event))),
]
