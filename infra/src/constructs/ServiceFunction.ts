import { Duration } from "aws-cdk-lib/core"
import * as iam from "aws-cdk-lib/aws-iam"
import * as lambda from "aws-cdk-lib/aws-lambda"
import { Construct } from "constructs"
import { providers } from "../platform/PlatformRef.ts"
import { acknowledge } from "./Acknowledge.ts"
import { codeOf, handlerEntry, type Entry } from "./Bundle.ts"
import { logGroup } from "./Logs.ts"
import type { Configuration, ServiceStack } from "./ServiceStack.ts"

/** Fetches `TANGO_SECRETS` before the handler's module reads its configuration. */
const fetchSecrets = "libs/tenancy/src/aws/fetchSecrets.ts"

export interface FunctionOptions extends Configuration {
  /** The handler's module from the repository's root, or a bundle's whole entry. */
  readonly entry: string | Entry
  readonly functionName: string
  readonly timeoutSeconds: number
  readonly memory?: number
  /** Within the network, with the service's way to its database; otherwise it has only AWS and the internet. */
  readonly database: boolean
}

/** A service's Lambda function: its role can write its own log, and whatever else is granted by name. */
export class ServiceFunction extends Construct {
  readonly function: lambda.Function
  /** What runs in it. */
  readonly entry: Entry

  constructor(stack: ServiceStack, id: string, options: FunctionOptions) {
    super(stack, id)
    const { database, functionName, timeoutSeconds } = options
    const { environmentTable: environment, platform } = stack
    const logs = logGroup(this, environment, functionName)
    const role = new iam.Role(this, "Role", { assumedBy: new iam.ServicePrincipal("lambda.amazonaws.com") })
    logs.grantWrite(role)
    const secrets = secretsOf(stack, options)
    this.entry =
      typeof options.entry === "string"
        ? handlerEntry(functionName, options.entry, secrets ? [fetchSecrets] : [])
        : options.entry
    const name = `${environment.name}-${functionName}`
    this.function = new lambda.Function(this, "Function", {
      functionName: name,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: "index.handler",
      code: codeOf(this.entry, stack.bundled),
      role,
      memorySize: options.memory ?? 512,
      timeout: Duration.seconds(timeoutSeconds),
      logGroup: logs,
      loggingFormat: lambda.LoggingFormat.JSON,
      tracing: lambda.Tracing.ACTIVE,
      environment: {
        ...stack.variables,
        ...(database ? stack.databaseVariables : {}),
        ...(database ? { NODE_EXTRA_CA_CERTS: "/var/runtime/ca-cert.pem" } : {}),
        ...(secrets ? { TANGO_SECRETS: secrets } : {}),
        ...options.variables,
      },
      ...(database ? { vpc: platform.vpc, securityGroups: [stack.securityGroup] } : {}),
    })
    for (const provider of providers) if (options.secrets?.[provider]) platform.secret(provider).grantRead(role)
    if (database) {
      this.enterNetwork(role)
      role.addToPolicy(stack.databaseLogIn("app", "system"))
    }
    acknowledge(this, {
      "AwsSolutions-IAM5[Resource::*]":
        "X-Ray, network interfaces and SES's list of addresses have no resources that a policy could name.",
      "Serverless-LambdaDLQ":
        "Called synchronously by its queue, load balancer or deployment, or by a schedule with its own retries.",
    })
  }

  private enterNetwork(role: iam.Role): void {
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: [
          "ec2:CreateNetworkInterface",
          "ec2:DescribeNetworkInterfaces",
          "ec2:DescribeSubnets",
          "ec2:DeleteNetworkInterface",
        ],
        resources: ["*"],
      }),
    )
  }
}

/** `[{"secret": "<ARN>", "fields": ["STRIPE_SECRET_KEY", …]}]`, or nothing where a function has no secrets. */
const secretsOf = (stack: ServiceStack, { secrets = {} }: Configuration): string | undefined => {
  const wanted = providers.flatMap((provider) => {
    const fields = secrets[provider]
    return fields === undefined ? [] : [{ secret: stack.platform.secret(provider).secretArn, fields }]
  })
  return wanted.length === 0 ? undefined : stack.toJsonString(wanted)
}
