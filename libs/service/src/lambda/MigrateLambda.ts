import { starting } from "@tango/observability/Start"
import * as Effect from "effect/Effect"

/** Makes the function that a deployment calls before the new version: it brings the database forward, or fails the deployment. @public infra bundles it by its name. */
export const makeMigration =
  <A, E>(run: Effect.Effect<A, E>): (() => Promise<void>) =>
  () =>
    Effect.runPromise(Effect.asVoid(starting(run)))
