import { spawnSync } from "node:child_process"
import { readdirSync, readFileSync, rmSync, statSync } from "node:fs"
import { join } from "node:path"
import { performance } from "node:perf_hooks"
import { parseArgs } from "node:util"

/** `npm run infra:synth -- --env dev [--json]`: CloudFormation of an environment, with every check; exits with 1 for any finding. */
const { values } = parseArgs({
  options: { env: { type: "string", default: "dev" }, json: { type: "boolean", default: false } },
})
const infra = join(import.meta.dirname, "../..")
const output = join(infra, "cdk.out")

const context = (): Record<string, unknown> => {
  const file: { readonly context: Record<string, unknown> } = JSON.parse(readFileSync(join(infra, "cdk.json"), "utf8"))
  return { ...file.context, env: values.env }
}

rmSync(output, { recursive: true, force: true })
const began = performance.now()
const synthesis = spawnSync(process.execPath, ["src/app.ts"], {
  cwd: infra,
  encoding: "utf8",
  env: { ...process.env, CDK_OUTDIR: output, CDK_CONTEXT_JSON: JSON.stringify(context()) },
})
const seconds = (performance.now() - began) / 1000

interface Report {
  readonly pluginReports: ReadonlyArray<{
    readonly violations: ReadonlyArray<{
      readonly ruleName: string
      readonly violatingConstructs?: ReadonlyArray<unknown>
    }>
  }>
}

const outputFile = (name: string): string | undefined => {
  try {
    return readFileSync(join(output, name), "utf8")
  } catch {
    return undefined
  }
}

const report = outputFile("validation-report.json")
const findings =
  report === undefined
    ? []
    : (JSON.parse(report) as Report).pluginReports.flatMap(({ violations }) =>
        violations.map(({ ruleName }) => ruleName),
      )
const failed = synthesis.status !== 0 || findings.length > 0
if (failed) console.error(synthesis.stderr.trim())

const bundles = join(output, ".bundles")
const kilobytes =
  outputFile("manifest.json") === undefined
    ? {}
    : Object.fromEntries(
        readdirSync(bundles)
          .sort()
          .map((name) => [name, Math.round(statSync(join(bundles, name, "index.mjs")).size / 1024)]),
      )
const stacks =
  outputFile("manifest.json") === undefined
    ? []
    : readdirSync(output).flatMap((name) => /^(.+)\.template\.json$/.exec(name)?.[1] ?? [])
if (values.json)
  console.log(
    JSON.stringify({
      stacks: stacks.length,
      findings: findings.length,
      seconds: Number(seconds.toFixed(1)),
      kilobytes,
    }),
  )
else if (!failed) console.log(`${stacks.length} stacks in infra/cdk.out, no findings, ${seconds.toFixed(1)} s`)
process.exit(failed ? 1 : 0)
