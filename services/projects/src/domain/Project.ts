import type { Project } from "@tango/contracts/api/ProjectsApi"
import { ProjectLimitReached } from "@tango/contracts/api/ProjectsApi"
import type { Limits, PlanName } from "@tango/contracts/Plans"
import * as Effect from "effect/Effect"

export type ProjectView = typeof Project.Type

/** What an organization's plan allows here, as entitlements last told us. */
export interface ProjectAllowance {
  readonly plan: PlanName
  readonly limit: Limits["projects"]
}

/** One more project, given how many are active now? */
export const admitProject = (allowance: ProjectAllowance, active: number): Effect.Effect<void, ProjectLimitReached> =>
  allowance.limit === null || active < allowance.limit
    ? Effect.void
    : Effect.fail(new ProjectLimitReached({ plan: allowance.plan, limit: allowance.limit }))
