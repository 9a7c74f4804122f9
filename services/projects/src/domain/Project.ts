import type { Project } from "@tango/contracts/api/ProjectsApi"
import { ProjectLimitReached } from "@tango/contracts/api/ProjectsApi"
import type { Limits, PlanName } from "@tango/contracts/Plans"
import * as Effect from "effect/Effect"

export type ProjectView = typeof Project.Type

/** What an organization may do, as far as it matters here. */
interface Allowance {
  readonly plan: PlanName
  readonly limits: Pick<Limits, "projects">
}

/** One more project in use, given how many are now? */
export const admitProject = (
  { limits: { projects }, plan }: Allowance,
  active: number,
): Effect.Effect<void, ProjectLimitReached> =>
  projects === null || active < projects ? Effect.void : Effect.fail(new ProjectLimitReached({ plan, limit: projects }))
