import { App } from "aws-cdk-lib/core"
import { mkdtempSync, readFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Environment, environments } from "../../src/Environments.ts"
import { tango } from "../../src/Tango.ts"

/** JSON as it comes. */
export type Loose = ReturnType<typeof JSON.parse>

interface Resource {
  readonly Type: string
  readonly Properties: Loose
  readonly DependsOn?: string | ReadonlyArray<string>
}
type Resources = Record<string, Resource>

/**
 * An environment's templates, made as `cdk synth` makes them but with no handler bundled except of the stacks named, and the folder
 * that holds them.
 */
export const synthesized = (
  environment: Environment = environments.production,
  bundled: ReadonlyArray<string> = [],
) => {
  const file = JSON.parse(readFileSync(join(import.meta.dirname, "../../cdk.json"), "utf8"))
  const outdir = mkdtempSync(join(tmpdir(), "tango-infra-"))
  const app = tango(new App({ outdir, context: { ...file.context, "aws:cdk:bundling-stacks": bundled } }), environment)
  const assembly = app.synth()
  const template = (stack: string): { Resources: Resources } =>
    assembly.getStackByName(`tango-${environment.name}-${stack}`).template
  const ofType = (stack: string, type: string) =>
    Object.values(template(stack).Resources).flatMap(({ Properties, Type }) => (Type === type ? [Properties] : []))
  const report = JSON.parse(readFileSync(join(outdir, "validation-report.json"), "utf8"))
  const findings: ReadonlyArray<string> = report.pluginReports.flatMap((one: Loose) =>
    one.violations.map((violation: Loose) => violation.ruleName),
  )
  return { outdir, template, ofType, report, findings, stacks: assembly.stacks.map(({ stackName }) => stackName) }
}
