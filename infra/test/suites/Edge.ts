import { describe, expect, it } from "vitest"
import { environments } from "../../src/Environments.ts"
import { siteFunctionCode } from "../../src/platform/SiteFunction.ts"
import { type Loose, synthesized } from "../support/Synthesized.ts"

const made = synthesized(environments.production)
const platform = (type: string) => made.ofType("platform", type)
const [{ DistributionConfig: distribution }] = platform("AWS::CloudFront::Distribution")
const originOf = (behavior: Loose) => distribution.Origins.find(({ Id }: Loose) => Id === behavior.TargetOriginId)
const behaviors: ReadonlyArray<Loose> = [distribution.DefaultCacheBehavior, ...distribution.CacheBehaviors]
const headersOf = (behavior: Loose) => {
  const policy: Loose = made.template("platform").Resources[behavior.ResponseHeadersPolicyId.Ref]
  return policy.Properties.ResponseHeadersPolicyConfig.SecurityHeadersConfig
}

describe("the edge", () => {
  it("sends the API and webhooks to the internal load balancer, and everything else to the site's bucket", () => {
    expect(behaviors.map(({ PathPattern }) => PathPattern ?? "*")).toEqual(["*", "/api/docs*", "/api/*", "/webhooks/*"])
    const [site, docs, api, webhooks] = behaviors
    expect(originOf(api)).toEqual(originOf(webhooks))
    expect(originOf(site)).toEqual(originOf(docs))
    expect(originOf(api).VpcOriginConfig.VpcOriginId).toBeDefined()
    expect(originOf(site).S3OriginConfig).toBeDefined()
    const [{ VpcOriginEndpointConfig }] = platform("AWS::CloudFront::VpcOrigin")
    expect(VpcOriginEndpointConfig).toMatchObject({ HTTPPort: 80, OriginProtocolPolicy: "http-only" })
    const [loadBalancer] = platform("AWS::ElasticLoadBalancingV2::LoadBalancer")
    expect(loadBalancer.Scheme).toBe("internal")
    expect(JSON.stringify(VpcOriginEndpointConfig.Arn)).toContain("EntranceLoadBalancer")
  })

  it("lets nobody but CloudFront read the bucket, and nobody but CloudFront reach the load balancer", () => {
    const [{ OriginAccessControlConfig }] = platform("AWS::CloudFront::OriginAccessControl")
    expect(OriginAccessControlConfig).toMatchObject({ SigningBehavior: "always", SigningProtocol: "sigv4" })
    expect(originOf(behaviors[0]).OriginAccessControlId).toBeDefined()
    for (const bucket of platform("AWS::S3::Bucket"))
      expect(Object.values(bucket.PublicAccessBlockConfiguration)).toEqual([true, true, true, true])
    const readers = platform("AWS::S3::BucketPolicy").flatMap(({ PolicyDocument }) =>
      PolicyDocument.Statement.filter(
        (one: Loose) => one.Effect === "Allow" && [one.Action].flat().includes("s3:GetObject"),
      ),
    )
    expect(readers.map(({ Principal }: Loose) => Principal)).toEqual([{ Service: "cloudfront.amazonaws.com" }])
    expect(readers[0].Condition.StringEquals["AWS:SourceArn"]).toBeDefined()
    const ingress = platform("AWS::EC2::SecurityGroupIngress").filter(({ GroupId }) =>
      JSON.stringify(GroupId).includes("EntranceSecurityGroup"),
    )
    expect(ingress).toMatchObject([{ SourcePrefixListId: "pl-3b927c52", FromPort: 80, ToPort: 80 }])
  })

  it("gives each answer its security headers, and caches none of the services'", () => {
    for (const behavior of behaviors) {
      const headers = headersOf(behavior)
      expect(headers).toMatchObject({
        ContentTypeOptions: { Override: true },
        FrameOptions: { FrameOption: "DENY" },
        ReferrerPolicy: { ReferrerPolicy: "same-origin" },
        StrictTransportSecurity: { AccessControlMaxAgeSec: 31_536_000, IncludeSubdomains: true },
      })
      expect(["redirect-to-https", "https-only"]).toContain(behavior.ViewerProtocolPolicy)
    }
    const [site, , api, webhooks] = behaviors
    const policy = headersOf(site).ContentSecurityPolicy.ContentSecurityPolicy
    expect(JSON.stringify(policy)).toContain("script-src 'self';")
    expect(JSON.stringify(policy)).toContain("frame-ancestors 'none'")
    expect(headersOf(api).ContentSecurityPolicy.ContentSecurityPolicy).toBe(
      "default-src 'none'; frame-ancestors 'none'",
    )
    // AWS's own policies: CachingDisabled, and all that the viewer sent but its Host.
    for (const { AllowedMethods, CachePolicyId, OriginRequestPolicyId } of [api, webhooks]) {
      expect(CachePolicyId).toBe("4135ea2d-6df8-44a3-9df3-4b5a84be39ad")
      expect(OriginRequestPolicyId).toBe("b689b0a8-53d0-40ab-baf2-68738e2966ac")
      expect(AllowedMethods).toContain("POST")
    }
  })

  it("has the firewall before it where the table says so: addresses limited, three of AWS's rule groups", () => {
    const [acl] = made.ofType("waf", "AWS::WAFv2::WebACL")
    expect(acl.Scope).toBe("CLOUDFRONT")
    const [rate, ...managed] = acl.Rules
    expect(rate.Statement.RateBasedStatement).toEqual({ Limit: 2_000, AggregateKeyType: "IP" })
    expect(rate.Action.Block.CustomResponse.ResponseCode).toBe(429)
    expect(managed.map(({ Name }: Loose) => Name)).toEqual([
      "AWSManagedRulesCommonRuleSet",
      "AWSManagedRulesKnownBadInputsRuleSet",
      "AWSManagedRulesAmazonIpReputationList",
    ])
    expect(distribution.WebACLId).toBeDefined()
    // Larger bodies are webhooks and log-in answers of identity providers.
    const [{ Statement }] = managed
    expect(Statement.ManagedRuleGroupStatement.RuleActionOverrides).toEqual([
      { Name: "SizeRestrictions_BODY", ActionToUse: { Count: {} } },
    ])
  })
})

describe("the site's function", () => {
  const handler: (event: object) => { uri: string } = new Function(`${siteFunctionCode}; return handler`)()
  const seen = (uri: string) => handler({ request: { uri } }).uri

  it.each([
    ["/", "/index.html"],
    ["/settings/members", "/index.html"],
    ["/v1.2/members", "/index.html"],
    ["/assets/index-4f2a.js", "/assets/index-4f2a.js"],
    ["/api/docs", "/api/docs/index.html"],
    ["/api/docs/", "/api/docs/index.html"],
    ["/api/docs/app.css", "/api/docs/app.css"],
  ])("asks for %s of the bucket as %s", (uri, expected) => expect(seen(uri)).toBe(expected))

  it("runs before the bucket is asked, and before no service", () => {
    const [site, docs, api, webhooks] = behaviors
    for (const { FunctionAssociations } of [site, docs])
      expect(FunctionAssociations).toMatchObject([{ EventType: "viewer-request" }])
    for (const { FunctionAssociations } of [api, webhooks]) expect(FunctionAssociations).toBeUndefined()
    // Otherwise an API's 404 would be the app's page.
    expect(distribution.CustomErrorResponses).toBeUndefined()
  })
})
