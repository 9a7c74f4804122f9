import { Stack } from "aws-cdk-lib/core"
import * as waf from "aws-cdk-lib/aws-wafv2"
import type { Construct } from "constructs"
import type { Environment } from "../Environments.ts"

// Ours are JSON and small, but for webhooks and log-in answers of identity providers (SAML), which are larger than 8 KB.
const managed = [
  { name: "AWSManagedRulesCommonRuleSet", counted: ["SizeRestrictions_BODY"] },
  { name: "AWSManagedRulesKnownBadInputsRuleSet", counted: [] },
  { name: "AWSManagedRulesAmazonIpReputationList", counted: [] },
]

const visible = (metricName: string) => ({
  cloudWatchMetricsEnabled: true,
  sampledRequestsEnabled: true,
  metricName,
})

/** Requests of one address in five minutes; a person stays far below it. */
const addressLimit = 2_000

/** CloudFront's firewall, which AWS keeps in us-east-1 wherever the rest is. */
export class WafStack extends Stack {
  readonly webAclArn: string

  constructor(scope: Construct, environment: Environment) {
    super(scope, `tango-${environment.name}-waf`, { env: { region: "us-east-1" } })
    const acl = new waf.CfnWebACL(this, "WebAcl", {
      scope: "CLOUDFRONT",
      defaultAction: { allow: {} },
      visibilityConfig: visible("tango"),
      rules: [
        {
          name: "address-rate",
          priority: 0,
          action: { block: { customResponse: { responseCode: 429 } } },
          statement: { rateBasedStatement: { limit: addressLimit, aggregateKeyType: "IP" } },
          visibilityConfig: visible("address-rate"),
        },
        ...managed.map(({ counted, name }, index) => ({
          name,
          priority: index + 1,
          overrideAction: { none: {} },
          statement: {
            managedRuleGroupStatement: {
              vendorName: "AWS",
              name,
              ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
            },
          },
          visibilityConfig: visible(name),
        })),
      ],
    })
    this.webAclArn = acl.attrArn
  }
}
