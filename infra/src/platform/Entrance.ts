import { Duration } from "aws-cdk-lib/core"
import * as ec2 from "aws-cdk-lib/aws-ec2"
import * as elb from "aws-cdk-lib/aws-elasticloadbalancingv2"
import type * as s3 from "aws-cdk-lib/aws-s3"
import { Construct } from "constructs"
import type { Environment } from "../Environments.ts"
import type { Network } from "./Network.ts"

/** AWS's list of the addresses from which CloudFront asks origins, `com.amazonaws.global.cloudfront.origin-facing`, by region. */
const cloudFrontPrefixLists: Readonly<Record<string, string>> = {
  "us-east-1": "pl-3b927c52",
  "us-east-2": "pl-b6a144df",
  "us-west-2": "pl-82a045eb",
  "eu-west-1": "pl-4fa04526",
  "eu-central-1": "pl-a3a144ca",
}

/** The internal load balancer: only CloudFront reaches it, and the services' stacks hang their rules on its listener. */
export class Entrance extends Construct {
  readonly loadBalancer: elb.ApplicationLoadBalancer
  readonly listener: elb.ApplicationListener
  readonly securityGroup: ec2.SecurityGroup

  constructor(scope: Construct, environment: Environment, { privateSubnets, vpc }: Network, accessLogs: s3.IBucket) {
    super(scope, "Entrance")
    const prefixList = cloudFrontPrefixLists[environment.region]
    if (prefixList === undefined)
      throw new Error(`${environment.region} has no CloudFront prefix list in Entrance.ts: look it up and add it`)
    this.securityGroup = new ec2.SecurityGroup(this, "SecurityGroup", { vpc })
    this.securityGroup.addIngressRule(ec2.Peer.prefixList(prefixList), ec2.Port.tcp(80), "CloudFront's VPC origin")
    this.loadBalancer = new elb.ApplicationLoadBalancer(this, "LoadBalancer", {
      vpc,
      vpcSubnets: privateSubnets,
      internetFacing: false,
      securityGroup: this.securityGroup,
      deletionProtection: environment.keep,
      dropInvalidHeaderFields: true,
      idleTimeout: Duration.seconds(60),
    })
    this.loadBalancer.logAccessLogs(accessLogs, "load-balancer")
    this.listener = this.loadBalancer.addListener("Listener", {
      port: 80,
      protocol: elb.ApplicationProtocol.HTTP,
      open: false,
      defaultAction: elb.ListenerAction.fixedResponse(404, {
        contentType: "application/problem+json",
        messageBody: JSON.stringify({
          type: "about:blank",
          title: "There is nothing at this address",
          status: 404,
          code: "not_found",
        }),
      }),
    })
  }
}
