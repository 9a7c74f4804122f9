import { App } from "aws-cdk-lib/core"
import { environmentOf } from "./Environments.ts"
import { tango } from "./Tango.ts"

/** What the CDK's command line runs: `cdk synth -c env=dev`. */
const app = new App()
try {
  tango(app, environmentOf(app.node.tryGetContext("env")))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
app.synth()
