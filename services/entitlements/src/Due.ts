import { CurrentTenant } from "@tango/contracts/Principal"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { Organizations } from "./Organizations.ts"
import { dueOrganizations } from "./persistence/DueRows.ts"

const batch = 500

/** Announces what time alone has changed; gives for how many organizations it was due. */
export const announceDue = Effect.gen(function* () {
  const organizations = yield* Organizations
  const at = new Date(yield* Clock.currentTimeMillis)
  const due = yield* dueOrganizations(at, batch)
  for (const organizationId of due) {
    yield* organizations
      .change((known) => Effect.succeed(known))
      .pipe(Effect.provideService(CurrentTenant, organizationId))
  }
  return { organizations: due.length }
})
