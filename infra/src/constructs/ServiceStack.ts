import type { ServiceName } from "@tango/contracts/Topology"
import { Stack } from "aws-cdk-lib/core"
import * as ec2 from "aws-cdk-lib/aws-ec2"
import * as iam from "aws-cdk-lib/aws-iam"
import type { Construct } from "constructs"
import type { Environment } from "../Environments.ts"
import { PlatformRef, type Provider } from "../platform/PlatformRef.ts"

/** Which fields of which provider's secret a process gets, as environment variables of the same name. */
export type SecretFields = Readonly<Partial<Record<Provider, ReadonlyArray<string>>>>

/** A process's configuration apart from what all of a service have. */
export interface Configuration {
  readonly secrets?: SecretFields
  readonly variables?: Readonly<Record<string, string>>
}

/** A service's stack: what its parts share. It knows the platform by its published parameters alone and is deployed by itself. */
export class ServiceStack extends Stack {
  readonly service: ServiceName
  readonly environmentTable: Environment
  readonly platform: PlatformRef
  readonly bundled: boolean
  /** What of this service may reach its database and the load balancer's rules. */
  readonly securityGroup: ec2.SecurityGroup
  readonly runbook: `services/${ServiceName}/README.md#runbook`

  constructor(scope: Construct, service: ServiceName, environment: Environment) {
    super(scope, `tango-${environment.name}-${service}`, {
      env: { region: environment.region },
      description: `Tango's ${service} service`,
      terminationProtection: environment.keep,
    })
    this.service = service
    this.environmentTable = environment
    this.bundled = this.bundlingRequired
    this.runbook = `services/${service}/README.md#runbook`
    this.platform = new PlatformRef(this, environment)
    this.securityGroup = new ec2.SecurityGroup(this, "SecurityGroup", {
      vpc: this.platform.vpc,
      description: `${service}: task and functions`,
    })
    this.platform
      .securityGroup("DatabaseSecurityGroup", "database-security-group")
      .addIngressRule(this.securityGroup, ec2.Port.tcp(5432), service)
  }

  /** What every process of the service is told. */
  get variables(): Readonly<Record<string, string>> {
    return {
      TANGO_ENV: this.environmentTable.name,
      SERVICE_NAME: this.service,
      PUBLIC_URL: this.platform.value("public-url"),
      EVENT_BUS_NAME: this.platform.value("bus-name"),
      STYTCH_PROJECT_ID: this.platform.byHand("stytch-project-id"),
      LOG_LEVEL: "Info",
    }
  }

  /** The addresses of the service's rows; its processes log in by IAM, so there is no password to keep. */
  get databaseVariables(): Readonly<Record<string, string>> {
    return {
      DATABASE_URL: this.databaseUrl("app"),
      DATABASE_SYSTEM_URL: this.databaseUrl("system"),
      DATABASE_AUTHENTICATION: "iam",
    }
  }

  databaseUrl(role: "app" | "system" | "owner"): string {
    return `postgres://${this.service}_${role}@${this.platform.value("database-host")}:5432/tango_${this.service}`
  }

  /** Lets a role of AWS log in as roles of the service's database. */
  databaseLogIn(...roles: ReadonlyArray<"app" | "system" | "owner">): iam.PolicyStatement {
    return new iam.PolicyStatement({
      actions: ["rds-db:connect"],
      resources: roles.map((role) =>
        this.formatArn({
          service: "rds-db",
          resource: `dbuser:${this.platform.value("database-resource-id")}`,
          resourceName: `${this.service}_${role}`,
        }),
      ),
    })
  }
}
