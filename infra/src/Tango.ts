import { App, Tags, Validations } from "aws-cdk-lib/core"
import { AwsSolutionsChecks, ServerlessChecks } from "cdk-nag"
import { HousePlugin } from "./checks/HousePlugin.ts"
import { repositoryAt } from "./checks/HouseRules.ts"
import { root } from "./constructs/Bundle.ts"
import type { Environment } from "./Environments.ts"
import { PlatformStack } from "./platform/PlatformStack.ts"
import { WafStack } from "./platform/WafStack.ts"
import { BillingStack } from "./services/BillingStack.ts"
import { EntitlementsStack } from "./services/EntitlementsStack.ts"
import { IdentityStack } from "./services/IdentityStack.ts"
import { NotificationsStack } from "./services/NotificationsStack.ts"
import { ProjectsStack } from "./services/ProjectsStack.ts"

const services = [IdentityStack, BillingStack, EntitlementsStack, NotificationsStack, ProjectsStack]

/** Adds every stack of an environment to the app. */
export const stacksOf = (app: App, environment: Environment): App => {
  const waf = environment.waf ? new WafStack(app, environment) : undefined
  new PlatformStack(app, environment, { webAclArn: waf?.webAclArn })
  for (const make of services) new make(app, environment)
  Tags.of(app).add("tango:environment", environment.name)
  return app
}

/** The stacks of an environment with the checks that each synthesis makes. */
export const tango = (app: App, environment: Environment): App => {
  stacksOf(app, environment)
  Validations.of(app).addPlugins(
    new AwsSolutionsChecks(app),
    new ServerlessChecks(app),
    new HousePlugin(repositoryAt(root)),
  )
  return app
}
