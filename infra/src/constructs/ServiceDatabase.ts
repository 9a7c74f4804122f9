import { Duration } from "aws-cdk-lib/core"
import * as secrets from "aws-cdk-lib/aws-secretsmanager"
import { Trigger } from "aws-cdk-lib/triggers"
import { Construct } from "constructs"
import { ServiceFunction } from "./ServiceFunction.ts"
import type { ServiceStack } from "./ServiceStack.ts"

/** The deployment's own functions have five minutes. */
const timeoutSeconds = 300

/**
 * A service's database: at each deployment that changes them, a function makes sure of the database and its roles, another brings the
 * schema forward, and only then does `before` change. Where either fails the deployment is rolled back.
 */
export class ServiceDatabase extends Construct {
  constructor(stack: ServiceStack, { before }: { readonly before: ReadonlyArray<Construct> }) {
    super(stack, "Database")
    const { platform, service } = stack
    const master = secrets.Secret.fromSecretCompleteArn(this, "Master", platform.value("database-master-secret"))
    const provision = new ServiceFunction(stack, "ProvisionFunction", {
      entry: "libs/service/src/lambda/provision.handler.ts",
      functionName: `${service}-provision`,
      timeoutSeconds,
      database: true,
      variables: { DATABASE_MASTER_SECRET: master.secretArn, DATABASE_HOST: platform.value("database-host") },
    })
    master.grantRead(provision.function)
    const migrate = new ServiceFunction(stack, "MigrateFunction", {
      entry: {
        name: `${service}-migrate`,
        source: `import { run } from "./services/${service}/src/migrate.ts"
import { makeMigration } from "./libs/service/src/lambda/MigrateLambda.ts"
export const handler = makeMigration(run)
`,
      },
      functionName: `${service}-migrate`,
      timeoutSeconds,
      database: true,
      variables: { DATABASE_OWNER_URL: stack.databaseUrl("owner") },
    })
    migrate.function.addToRolePolicy(stack.databaseLogIn("owner"))
    const timeout = Duration.seconds(timeoutSeconds)
    const provisioned = new Trigger(this, "Provisioned", { handler: provision.function, timeout })
    new Trigger(this, "Migrated", {
      handler: migrate.function,
      timeout,
      executeAfter: [provisioned],
      executeBefore: [...before],
    })
  }
}
