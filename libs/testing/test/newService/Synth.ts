import type { Copy } from "./Copy.ts"

// In the copy's `infra`, where its packages are; nothing is bundled.
const program = (pascal: string) => `
import { App } from "aws-cdk-lib/core"
import { environmentOf } from "./src/Environments.ts"
import { ${pascal}Stack } from "./src/services/${pascal}Stack.ts"
const app = new App({ context: { "aws:cdk:bundling-stacks": [] } })
const stack = new ${pascal}Stack(app, environmentOf("dev"))
const { template } = app.synth().getStackArtifact(stack.artifactId)
console.log("types " + Object.values(template.Resources).map(({ Type }) => Type).join())
`

/** The types of the resources that a service's stack has in the development environment, deployed alone. */
export const resourceTypes = async (copy: Copy, pascal: string): Promise<ReadonlyArray<string>> => {
  copy.write("infra/synthesizeOne.mjs", program(pascal))
  const { code, output } = await copy.run("node", "infra/synthesizeOne.mjs")
  const types = /^types (.*)$/mu.exec(output)?.[1]
  if (code !== 0 || types === undefined) throw new Error(output)
  return types.split(",")
}
