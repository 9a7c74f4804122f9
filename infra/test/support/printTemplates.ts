import { createHash } from "node:crypto"
import { rmSync } from "node:fs"
import { environments } from "../../src/Environments.ts"
import { synthesized } from "./Synthesized.ts"

/** Prints a fingerprint of each stack's template, with the handlers of the named stacks bundled: `{ "tango-dev-billing": "…" }`. */
const { findings, outdir, stacks, template } = synthesized(environments.dev, process.argv.slice(2))
if (findings.length > 0) throw new Error(findings.join(", "))
const fingerprint = (stack: string) =>
  createHash("sha256")
    .update(JSON.stringify(template(stack.replace("tango-dev-", ""))))
    .digest("hex")
console.log(JSON.stringify(Object.fromEntries(stacks.map((stack) => [stack, fingerprint(stack)]))))
rmSync(outdir, { recursive: true, force: true })
