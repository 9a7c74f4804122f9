import * as Layer from "effect/Layer"
import { Accounts } from "./Accounts.ts"
import { Attempts } from "./Attempts.ts"
import { Departures } from "./Departures.ts"
import { Entrances } from "./Entrances.ts"
import { FreshSessions } from "./FreshSessions.ts"
import { LogIns } from "./LogIns.ts"
import { Mfa } from "./Mfa.ts"
import { Opening } from "./Opening.ts"
import { Passwords } from "./Passwords.ts"
import { SecondFactors } from "./SecondFactors.ts"
import { Sessions } from "./Sessions.ts"

/** Everything from log-in to the own account, on top of Stytch and the read model. */
export const layerLogIn = Layer.mergeAll(
  LogIns.layer,
  Entrances.layer,
  SecondFactors.layer,
  Departures.layer,
  Passwords.layer,
  Accounts.layer,
  Mfa.layer,
  FreshSessions.layer,
).pipe(
  // `Sessions` and the fresh ones are for the members' pages as well.
  Layer.provideMerge(Sessions.layer),
  Layer.provideMerge(Layer.merge(Opening.layer, Attempts.layer)),
)
