import { RemovalPolicy } from "aws-cdk-lib/core"
import * as ec2 from "aws-cdk-lib/aws-ec2"
import * as logs from "aws-cdk-lib/aws-logs"
import { Construct } from "constructs"
import type { Environment, Nat } from "../Environments.ts"
import { acknowledge } from "../constructs/Acknowledge.ts"
import { networkOf } from "../constructs/Exact.ts"
import { logDays } from "../constructs/Logs.ts"
import { zones } from "./PlatformRef.ts"

/** Everything that tasks and functions ask of AWS, for networks that have no way out. */
const interfaces = {
  Ecr: ec2.InterfaceVpcEndpointAwsService.ECR,
  EcrDocker: ec2.InterfaceVpcEndpointAwsService.ECR_DOCKER,
  Logs: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
  Secrets: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
  Queues: ec2.InterfaceVpcEndpointAwsService.SQS,
  Events: ec2.InterfaceVpcEndpointAwsService.EVENTBRIDGE,
  Traces: ec2.InterfaceVpcEndpointAwsService.XRAY,
} as const

const natOf = (nat: Nat) => {
  if (nat.kind === "gateway") return { natGateways: nat.count }
  if (nat.kind === "none") return { natGateways: 0 }
  const instanceType = ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.NANO)
  const natGatewayProvider = ec2.NatProvider.instanceV2({
    instanceType,
    machineImage: ec2.MachineImage.latestAmazonLinux2023({ cpuType: ec2.AmazonLinuxCpuType.ARM_64 }),
    defaultAllowedTraffic: ec2.NatTrafficDirection.OUTBOUND_ONLY,
  })
  return { natGateways: 1, natGatewayProvider }
}

/** A network over two zones: public subnets for the way out, private ones for load balancer, tasks, functions and database. */
export class Network extends Construct {
  readonly vpc: ec2.IVpc
  readonly privateSubnets: ec2.SubnetSelection

  constructor(scope: Construct, environment: Environment) {
    super(scope, "Network")
    const { nat } = environment
    const wayOut = nat.kind !== "none"
    const nats = natOf(nat)
    const subnetType = wayOut ? ec2.SubnetType.PRIVATE_WITH_EGRESS : ec2.SubnetType.PRIVATE_ISOLATED
    this.privateSubnets = { subnetType }
    const vpc = new ec2.Vpc(this, "Vpc", {
      maxAzs: zones,
      ...nats,
      restrictDefaultSecurityGroup: false,
      // CloudFront reaches the internal load balancer only in a network that has an internet gateway: it comes with these.
      subnetConfiguration: [
        { name: "public", subnetType: ec2.SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false },
        { name: "private", subnetType, cidrMask: 20 },
      ],
      gatewayEndpoints: { S3: { service: ec2.GatewayVpcEndpointAwsService.S3 } },
    })
    this.vpc = networkOf(vpc)
    if (nats.natGatewayProvider instanceof ec2.NatInstanceProviderV2)
      nats.natGatewayProvider.connections.allowFrom(ec2.Peer.ipv4(vpc.vpcCidrBlock), ec2.Port.allTraffic())
    if (nat.kind === "instance")
      acknowledge(this, {
        "AwsSolutions-EC23": "Only addresses of this network come in.",
        "AwsSolutions-EC26": "It forwards packets and stores nothing.",
        "AwsSolutions-EC28": "Five minutes' figures are enough where one such instance is.",
        "AwsSolutions-EC29": "It keeps nothing: when it is gone, a deployment makes another.",
      })
    if (!wayOut) for (const [id, service] of Object.entries(interfaces)) vpc.addInterfaceEndpoint(id, { service })
    vpc.addFlowLog("FlowLog", {
      trafficType: ec2.FlowLogTrafficType.REJECT,
      destination: ec2.FlowLogDestination.toCloudWatchLogs(
        new logs.LogGroup(this, "FlowLogs", { retention: logDays(environment), removalPolicy: RemovalPolicy.DESTROY }),
      ),
    })
  }
}
