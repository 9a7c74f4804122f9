import { Stack } from "aws-cdk-lib/core"
import * as ecs from "aws-cdk-lib/aws-ecs"
import * as ssm from "aws-cdk-lib/aws-ssm"
import type { Construct } from "constructs"
import type { Environment } from "../Environments.ts"
import { Buckets } from "./Buckets.ts"
import { Bus } from "./Bus.ts"
import { Database } from "./Database.ts"
import { Edge } from "./Edge.ts"
import { Entrance } from "./Entrance.ts"
import { Network } from "./Network.ts"
import { parameterName, published, type Published } from "./PlatformRef.ts"
import { Secrets } from "./Secrets.ts"
import { Watch } from "./Watch.ts"

interface PlatformOptions {
  readonly webAclArn: string | undefined
}

/** What all services stand on. It publishes what they need to know of it and knows nothing of them. */
export class PlatformStack extends Stack {
  constructor(scope: Construct, environment: Environment, { webAclArn }: PlatformOptions) {
    super(scope, `tango-${environment.name}-platform`, {
      env: { region: environment.region },
      terminationProtection: environment.keep,
    })
    const network = new Network(this, environment)
    const buckets = new Buckets(this, environment)
    const database = new Database(this, environment, network)
    const entrance = new Entrance(this, environment, network, buckets.logs)
    const { bus } = new Bus(this, environment)
    const secrets = new Secrets(this, environment)
    const cluster = new ecs.Cluster(this, "Cluster", {
      vpc: network.vpc,
      containerInsightsV2: ecs.ContainerInsights.ENABLED,
    })
    const edge = new Edge(this, environment, {
      loadBalancer: entrance.loadBalancer,
      site: buckets.site,
      logs: buckets.logs,
      webAclArn,
    })
    const watch = new Watch(this, environment, {
      cluster: database.cluster,
      loadBalancer: entrance.loadBalancer,
    })
    const { privateSubnets, vpc } = network
    this.publish(environment, {
      "vpc-id": vpc.vpcId,
      "private-subnets": vpc.selectSubnets(privateSubnets).subnetIds.join(","),
      "listener-arn": entrance.listener.listenerArn,
      "load-balancer-name": entrance.loadBalancer.loadBalancerFullName,
      "load-balancer-security-group": entrance.securityGroup.securityGroupId,
      "cluster-name": cluster.clusterName,
      "bus-name": bus.eventBusName,
      "database-host": database.cluster.clusterEndpoint.hostname,
      "database-resource-id": database.cluster.clusterResourceIdentifier,
      "database-security-group": database.securityGroup.securityGroupId,
      "database-master-secret": database.cluster.secret?.secretArn ?? "",
      "public-url": edge.publicUrl,
      "alarm-topic": watch.topic.topicArn,
      "secret-stytch": secrets.arnOf("stytch"),
      "secret-stripe": secrets.arnOf("stripe"),
      "secret-resend": secrets.arnOf("resend"),
      "secret-operator": secrets.arnOf("operator"),
      "secret-unsubscribe": secrets.arnOf("unsubscribe"),
      "site-bucket": buckets.site.bucketName,
      "distribution-id": edge.distribution.distributionId,
    })
    for (const [service, bucket] of buckets.uploadBuckets())
      this.parameter(parameterName(environment, `uploads-${service}`), bucket.bucketName)
  }

  private publish(environment: Environment, values: Readonly<Record<Published, string>>): void {
    for (const name of published) this.parameter(parameterName(environment, name), values[name])
  }

  private parameter(parameterName: string, stringValue: string): void {
    new ssm.StringParameter(this, `Published${parameterName.split("/").at(-1)}`, { parameterName, stringValue })
  }
}
