import { App, Stack } from "aws-cdk-lib/core"
import { Template } from "aws-cdk-lib/assertions"
import { describe, expect, it } from "vitest"
import { environments, type Nat } from "../../src/Environments.ts"
import { Network } from "../../src/platform/Network.ts"
import type { Loose } from "../support/Synthesized.ts"

const networkWith = (nat: Nat) => {
  const stack = new Stack(new App(), "network", { env: { region: "us-east-1" } })
  new Network(stack, { ...environments.dev, nat })
  const template = Template.fromStack(stack)
  const all = (type: string): ReadonlyArray<Loose> =>
    Object.values(template.findResources(type)).map(({ Properties }) => Properties)
  const waysOut = all("AWS::EC2::Route").filter(({ GatewayId }) => GatewayId === undefined)
  const services = all("AWS::EC2::VPCEndpoint")
    .filter(({ VpcEndpointType }) => VpcEndpointType === "Interface")
    .map(({ ServiceName }) => String(ServiceName).replace(/^.*us-east-1\./, ""))
  return { all, services, waysOut }
}

describe("the way out of the private subnets", () => {
  it("is a gateway in each zone, or one for both", () => {
    for (const count of [1, 2] as const) {
      const { all, services, waysOut } = networkWith({ kind: "gateway", count })
      expect(all("AWS::EC2::NatGateway")).toHaveLength(count)
      expect(waysOut.map(({ NatGatewayId }) => NatGatewayId !== undefined)).toEqual([true, true])
      expect([all("AWS::EC2::Instance"), services]).toEqual([[], []])
    }
  })

  it("is one small instance that forwards for this network alone", () => {
    const { all, services, waysOut } = networkWith({ kind: "instance" })
    const [instance, ...others] = all("AWS::EC2::Instance")
    expect(instance).toMatchObject({ InstanceType: "t4g.nano", SourceDestCheck: false })
    expect([others, all("AWS::EC2::NatGateway"), services]).toEqual([[], [], []])
    expect(waysOut.map(({ InstanceId }) => InstanceId !== undefined)).toEqual([true, true])
    const allowed = all("AWS::EC2::SecurityGroup").flatMap(({ SecurityGroupIngress = [] }) => SecurityGroupIngress)
    expect(allowed.map(({ CidrIp }: Loose) => Object.keys(CidrIp))).toEqual([["Fn::GetAtt"]])
  })

  it("is none: no route leaves, and what tasks and functions ask of AWS has an endpoint inside", () => {
    const { all, services, waysOut } = networkWith({ kind: "none" })
    expect([waysOut, all("AWS::EC2::NatGateway"), all("AWS::EC2::Instance")]).toEqual([[], [], []])
    expect(services.toSorted()).toEqual(
      ["ecr.api", "ecr.dkr", "events", "logs", "secretsmanager", "sqs", "xray"].toSorted(),
    )
    expect(all("AWS::EC2::VPCEndpoint")).toHaveLength(services.length + 1)
  })

  it("is not CloudFront's way in: the internet gateway is there in any case", () => {
    for (const nat of [{ kind: "none" }, { kind: "instance" }] as const)
      expect(networkWith(nat).all("AWS::EC2::InternetGateway")).toHaveLength(1)
  })
})
