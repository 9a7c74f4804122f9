import { Duration, RemovalPolicy } from "aws-cdk-lib/core"
import * as ec2 from "aws-cdk-lib/aws-ec2"
import * as logs from "aws-cdk-lib/aws-logs"
import * as rds from "aws-cdk-lib/aws-rds"
import { Construct } from "constructs"
import type { Environment } from "../Environments.ts"
import { acknowledge } from "../constructs/Acknowledge.ts"
import { logDays } from "../constructs/Logs.ts"
import type { Network } from "./Network.ts"

/** The database as far as its cost goes: while a service keeps a connection open it does not sleep. */
const capacityOf = ({ database }: Environment) => ({
  serverlessV2MinCapacity: database.minCapacity,
  serverlessV2MaxCapacity: database.maxCapacity,
  ...(database.pauseMinutes === undefined
    ? {}
    : { serverlessV2AutoPauseDuration: Duration.minutes(database.pauseMinutes) }),
})

/** One Aurora cluster; each service has a database and roles of its own in it, who log in by IAM. */
export class Database extends Construct {
  readonly cluster: rds.DatabaseCluster
  readonly securityGroup: ec2.SecurityGroup

  constructor(scope: Construct, environment: Environment, { privateSubnets, vpc }: Network) {
    super(scope, "Database")
    this.securityGroup = new ec2.SecurityGroup(this, "SecurityGroup", { vpc, allowAllOutbound: false })
    const { backupDays, readers } = environment.database
    const clusterIdentifier = `tango-${environment.name}`
    // Made before the cluster would make it, so that it does not keep its lines for ever.
    const log = new logs.LogGroup(this, "Log", {
      logGroupName: `/aws/rds/cluster/${clusterIdentifier}/postgresql`,
      retention: logDays(environment),
      removalPolicy: RemovalPolicy.DESTROY,
    })
    this.cluster = new rds.DatabaseCluster(this, "Cluster", {
      // The major version that development and tests run.
      engine: rds.DatabaseClusterEngine.auroraPostgres({ version: rds.AuroraPostgresEngineVersion.VER_18_6 }),
      clusterIdentifier,
      vpc,
      vpcSubnets: privateSubnets,
      securityGroups: [this.securityGroup],
      ...capacityOf(environment),
      writer: rds.ClusterInstance.serverlessV2("Writer"),
      readers: Array.from({ length: readers }, (_, index) =>
        rds.ClusterInstance.serverlessV2(`Reader${index}`, { scaleWithWriter: true }),
      ),
      storageEncrypted: true,
      iamAuthentication: true,
      // Operators' queries and nothing else.
      enableDataApi: true,
      manageMasterUserPassword: true,
      credentials: rds.Credentials.fromUsername("tango_admin"),
      // IAM log-in needs TLS; so does everything else.
      parameters: { "rds.force_ssl": "1", log_min_duration_statement: "1000" },
      backup: { retention: Duration.days(backupDays) },
      copyTagsToSnapshot: true,
      cloudwatchLogsExports: ["postgresql"],
      deletionProtection: environment.keep,
      removalPolicy: environment.keep ? RemovalPolicy.SNAPSHOT : RemovalPolicy.DESTROY,
    })
    this.cluster.node.addDependency(log)
    if (!environment.keep) acknowledge(this, { "AwsSolutions-RDS10": "The environment may be removed with its data." })
  }
}
