import { currentMember } from "@tango/contracts/Principal"
import * as Effect from "effect/Effect"

/** The id of the member who asks. */
export const caller = Effect.map(currentMember, ({ memberId }) => memberId)
