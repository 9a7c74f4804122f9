import { App } from "aws-cdk-lib/core"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
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

const folders: Array<string> = []

/** Removes the folders of all templates that were made. */
export const removeTemplates = (): void => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
}

const synthesize = (environment: Environment, bundled: ReadonlyArray<string>) => {
  const file = JSON.parse(readFileSync(join(import.meta.dirname, "../../cdk.json"), "utf8"))
  const outdir = mkdtempSync(join(tmpdir(), "tango-infra-"))
  folders.push(outdir)
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
  const stacks = assembly.stacks.map(({ stackName }) => stackName)
  return { app, environment, outdir, template, ofType, report, findings, stacks }
}
export type Synthesized = ReturnType<typeof synthesize>

const known = new Map<Environment, Synthesized>()

/**
 * An environment's templates, made as `cdk synth` makes them but with no handler bundled except of the stacks named. An environment
 * is synthesized once for all tests of a file, since that takes seconds.
 */
export const synthesized = (
  environment: Environment = environments.production,
  bundled: ReadonlyArray<string> = [],
): Synthesized => {
  const made = known.get(environment) ?? synthesize(environment, bundled)
  known.set(environment, made)
  return made
}
