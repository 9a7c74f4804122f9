import { CurrentPrincipal } from "@tango/contracts/Principal"
import * as Effect from "effect/Effect"

/** The member who asks. */
export const caller = Effect.map(CurrentPrincipal, ({ memberId }) => memberId)
