import type { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport } from "aws-cdk-lib/core"
import { readFileSync } from "node:fs"
import { houseFindings, type Repository, type Template } from "./HouseRules.ts"

/** Our own rules as part of each synthesis, beside those of AWS. */
export class HousePlugin implements IPolicyValidationPlugin {
  readonly name = "House"
  readonly version = "1.0.0"
  private readonly repository: Repository

  constructor(repository: Repository) {
    this.repository = repository
  }

  validate({ templatePaths }: IPolicyValidationContext): PolicyValidationPluginReport {
    const violations = templatePaths.flatMap((templatePath) => {
      const template: Template = JSON.parse(readFileSync(templatePath, "utf8"))
      return houseFindings(template, this.repository).map(({ resource, rule, says }) => ({
        ruleName: `House-${rule}`,
        description: `${resource} ${says}`,
        severity: "error",
        violatingResources: [{ resourceLogicalId: resource, templatePath, locations: [] }],
      }))
    })
    return { success: violations.length === 0, violations }
  }
}
