import { createHash } from "node:crypto"
import { environments } from "../../src/Environments.ts"
import { removeTemplates, unchecked } from "./Synthesized.ts"

/** Prints a fingerprint of each stack's template, with the handlers of the named stacks bundled: `{ "tango-dev-billing": "…" }`. */
const { stacks, template } = unchecked(environments.dev, process.argv.slice(2))
const fingerprint = (stack: string) =>
  createHash("sha256")
    .update(JSON.stringify(template(stack.replace("tango-dev-", ""))))
    .digest("hex")
console.log(JSON.stringify(Object.fromEntries(stacks.map((stack) => [stack, fingerprint(stack)]))))
removeTemplates()
