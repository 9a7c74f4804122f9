import type { ServiceName } from "@tango/contracts/Topology"
import { Fn } from "aws-cdk-lib/core"
import * as ec2 from "aws-cdk-lib/aws-ec2"
import * as ecs from "aws-cdk-lib/aws-ecs"
import * as elb from "aws-cdk-lib/aws-elasticloadbalancingv2"
import * as events from "aws-cdk-lib/aws-events"
import * as s3 from "aws-cdk-lib/aws-s3"
import * as secrets from "aws-cdk-lib/aws-secretsmanager"
import * as sns from "aws-cdk-lib/aws-sns"
import * as ssm from "aws-cdk-lib/aws-ssm"
import { Construct } from "constructs"
import { acknowledge } from "../constructs/Acknowledge.ts"
import type { Environment } from "../Environments.ts"

/** What the platform stack tells the services' stacks. A change of meaning is a new version, published beside the old one. */
export const published = [
  "vpc-id",
  "private-subnets",
  "listener-arn",
  "load-balancer-name",
  "load-balancer-security-group",
  "cluster-name",
  "bus-name",
  "database-host",
  "database-resource-id",
  "database-security-group",
  "database-master-secret",
  "public-url",
  "alarm-topic",
  "secret-stytch",
  "secret-stripe",
  "secret-resend",
  "secret-operator",
  "secret-unsubscribe",
  "site-bucket",
  "distribution-id",
] as const
export type Published = (typeof published)[number]

/** Who gives us secrets; the platform makes an empty one for each, and people fill it in (docs/first-deploy.md). */
export const providers = ["stytch", "stripe", "resend", "operator", "unsubscribe"] as const
export type Provider = (typeof providers)[number]

/** Values that are no secrets and that only people know; set by hand once (docs/first-deploy.md). */
type ByHand = "stytch-project-id" | "stytch-public-token" | "email-from"

export const zones = 2

export const parameterName = (environment: Environment, name: Published | `uploads-${ServiceName}`) =>
  `/tango/${environment.name}/platform/v1/${name}`

/** The platform as a service's stack sees it: read from SSM when it is deployed, so that each stack is deployed alone. */
export class PlatformRef extends Construct {
  readonly vpc: ec2.IVpc
  readonly listener: elb.IApplicationListener
  readonly loadBalancerSecurityGroup: ec2.ISecurityGroup
  readonly cluster: ecs.ICluster
  readonly bus: events.IEventBus
  readonly alarmTopic: sns.ITopic
  private readonly environment: Environment

  constructor(scope: Construct, environment: Environment) {
    super(scope, "Platform")
    this.environment = environment
    const list = (name: Published) =>
      Array.from({ length: zones }, (_, index) => Fn.select(index, Fn.split(",", this.value(name))))
    this.vpc = ec2.Vpc.fromVpcAttributes(this, "Vpc", {
      vpcId: this.value("vpc-id"),
      availabilityZones: Array.from({ length: zones }, (_, index) => Fn.select(index, Fn.getAzs())),
      privateSubnetIds: list("private-subnets"),
    })
    acknowledge(this, { "@aws-cdk/aws-ec2:noSubnetRouteTableId": "Services add no routes." })
    this.loadBalancerSecurityGroup = this.securityGroup("LoadBalancer", "load-balancer-security-group")
    this.listener = elb.ApplicationListener.fromApplicationListenerAttributes(this, "Listener", {
      listenerArn: this.value("listener-arn"),
      securityGroup: this.loadBalancerSecurityGroup,
    })
    this.cluster = ecs.Cluster.fromClusterAttributes(this, "Cluster", {
      clusterName: this.value("cluster-name"),
      vpc: this.vpc,
    })
    this.bus = events.EventBus.fromEventBusName(this, "Bus", this.value("bus-name"))
    this.alarmTopic = sns.Topic.fromTopicArn(this, "Alarms", this.value("alarm-topic"))
  }

  value(name: Published): string {
    return ssm.StringParameter.valueForStringParameter(this, parameterName(this.environment, name))
  }

  byHand(name: ByHand): string {
    return ssm.StringParameter.valueForStringParameter(this, `/tango/${this.environment.name}/config/${name}`)
  }

  securityGroup(id: string, name: Published): ec2.ISecurityGroup {
    return ec2.SecurityGroup.fromSecurityGroupId(this, id, this.value(name))
  }

  /** A provider's secret, whose fields are named as the environment variables that take them. */
  readonly secret = remembered((name: Provider) =>
    secrets.Secret.fromSecretCompleteArn(this, `Secret-${name}`, this.value(`secret-${name}`)),
  )

  /** The service's bucket for uploads. */
  readonly uploads = remembered((service: ServiceName) =>
    s3.Bucket.fromBucketName(
      this,
      `Uploads-${service}`,
      ssm.StringParameter.valueForStringParameter(this, parameterName(this.environment, `uploads-${service}`)),
    ),
  )
}

/** One construct for a name, however many ask for it. */
const remembered = <Name extends string, Value>(make: (name: Name) => Value) => {
  const known = new Map<Name, Value>()
  return (name: Name): Value => {
    const value = known.get(name) ?? make(name)
    known.set(name, value)
    return value
  }
}
