import { Feature } from "./Plans.ts"
import { Problem } from "./Problem.ts"

/** The organization's plan, or what an operator made of it, is without the feature. What was set up before goes on working. */
export class FeatureNotIncluded extends Problem<FeatureNotIncluded>()(
  "FeatureNotIncluded",
  { code: "feature_not_included", status: 403, title: "Your organization's plan does not include this." },
  { feature: Feature },
) {}
