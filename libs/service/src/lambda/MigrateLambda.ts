import * as Effect from "effect/Effect"

/** Makes the function that a deployment calls before the new version: it brings the database forward, or fails the deployment. */
export const makeMigration =
  <A, E>(run: Effect.Effect<A, E>): (() => Promise<void>) =>
  () =>
    Effect.runPromise(Effect.asVoid(run))
