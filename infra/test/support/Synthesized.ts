import { App } from "aws-cdk-lib/core"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Environment } from "../../src/Environments.ts"
import { stacksOf, tango } from "../../src/Tango.ts"

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

// What an image is made from is hashed where it lies; a copy for each environment would take longer than all the rest.
const context = (changes: Readonly<Record<string, unknown>>): Record<string, unknown> => ({
  ...JSON.parse(readFileSync(join(import.meta.dirname, "../../cdk.json"), "utf8")).context,
  "aws:cdk:disable-asset-staging": true,
  "aws:cdk:bundling-stacks": [],
  ...changes,
})

const templatesOf = (app: App, environment: Environment) => {
  const assembly = app.synth()
  const template = (stack: string): { Resources: Resources } =>
    assembly.getStackByName(`tango-${environment.name}-${stack}`).template
  const ofType = (stack: string, type: string) =>
    Object.values(template(stack).Resources).flatMap(({ Properties, Type }) => (Type === type ? [Properties] : []))
  const stacks = assembly.stacks.map(({ stackName }) => stackName)
  return { app, environment, outdir: assembly.directory, template, ofType, stacks }
}

const temporary = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "tango-infra-"))
  folders.push(folder)
  return folder
}

/** An environment's templates without any check, the handlers of the named stacks bundled. */
export const unchecked = (environment: Environment, bundled: ReadonlyArray<string> = []) => {
  const without = { "aws:cdk:bundling-stacks": bundled, "@aws-cdk/core:validateAgainstDefaultRules": false }
  return templatesOf(stacksOf(new App({ outdir: temporary(), context: context(without) }), environment), environment)
}

const synthesize = (environment: Environment) => {
  const outdir = temporary()
  const made = templatesOf(tango(new App({ outdir, context: context({}) }), environment), environment)
  const report = JSON.parse(readFileSync(join(outdir, "validation-report.json"), "utf8"))
  const findings: ReadonlyArray<string> = report.pluginReports.flatMap((one: Loose) =>
    one.violations.map((violation: Loose) => violation.ruleName),
  )
  return { ...made, report, findings }
}
export type Synthesized = ReturnType<typeof synthesize>

const known = new Map<Environment, Synthesized>()

/**
 * An environment's templates, made and checked as `cdk synth` does but with no handler bundled. An environment is synthesized once
 * for all tests of a file, since that takes seconds.
 */
export const synthesized = (environment: Environment): Synthesized => {
  const made = known.get(environment) ?? synthesize(environment)
  known.set(environment, made)
  return made
}
