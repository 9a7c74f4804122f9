import { bucketRoutes } from "@tango/contracts/Topology"
import { Duration, Stack } from "aws-cdk-lib/core"
import * as acm from "aws-cdk-lib/aws-certificatemanager"
import * as cloudfront from "aws-cdk-lib/aws-cloudfront"
import * as origins from "aws-cdk-lib/aws-cloudfront-origins"
import type * as elb from "aws-cdk-lib/aws-elasticloadbalancingv2"
import * as s3 from "aws-cdk-lib/aws-s3"
import { Construct } from "constructs"
import { acknowledge } from "../constructs/Acknowledge.ts"
import type { Environment } from "../Environments.ts"
import { siteFunctionCode } from "./SiteFunction.ts"

/** As the local gateway has it: nothing from elsewhere, no inline script. */
const appPolicy = (uploads: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self' data:",
    `img-src 'self' data: blob: ${uploads}`,
    `connect-src 'self' ${uploads}`,
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join("; ")

const year = Duration.days(365)

interface EdgeOptions {
  readonly loadBalancer: elb.IApplicationLoadBalancer
  readonly site: s3.IBucket
  readonly logs: s3.IBucket
  readonly webAclArn: string | undefined
}

/** CloudFront: the web app from S3, everything of ours from the internal load balancer, headers and the firewall in front. */
export class Edge extends Construct {
  readonly distribution: cloudfront.Distribution
  /** The address that people use. */
  readonly publicUrl: string

  constructor(scope: Construct, environment: Environment, { loadBalancer, logs, site, webAclArn }: EdgeOptions) {
    super(scope, "Edge")
    const { region } = environment
    // Where browsers send and fetch files: buckets are named by the deployment, so their region's address is all there is.
    const uploads = bucketRoutes.length === 0 ? "" : `https://*.s3.${region}.${Stack.of(this).urlSuffix}`
    const siteOrigin = origins.S3BucketOrigin.withOriginAccessControl(site)
    const services = origins.VpcOrigin.withApplicationLoadBalancer(loadBalancer, {
      protocolPolicy: cloudfront.OriginProtocolPolicy.HTTP_ONLY,
      httpPort: 80,
      keepaliveTimeout: Duration.seconds(55),
    })
    const siteFunction = new cloudfront.Function(this, "SiteFunction", {
      code: cloudfront.FunctionCode.fromInline(siteFunctionCode),
      runtime: cloudfront.FunctionRuntime.JS_2_0,
      comment: "Addresses of the app that are no file give its page",
    })
    const page: cloudfront.BehaviorOptions = {
      origin: siteOrigin,
      viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      cachePolicy: cloudfront.CachePolicy.CACHING_OPTIMIZED,
      responseHeadersPolicy: this.headers("SiteHeaders", appPolicy(uploads)),
      functionAssociations: [{ function: siteFunction, eventType: cloudfront.FunctionEventType.VIEWER_REQUEST }],
      compress: true,
    }
    const service: cloudfront.BehaviorOptions = {
      origin: services,
      viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
      allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
      cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
      // Keeps traceparent, Authorization and cookies; the services know their own address from PUBLIC_URL.
      originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      responseHeadersPolicy: this.headers("ServiceHeaders", "default-src 'none'; frame-ancestors 'none'"),
    }
    this.distribution = new cloudfront.Distribution(this, "Distribution", {
      comment: `tango ${environment.name}`,
      defaultRootObject: "index.html",
      defaultBehavior: page,
      additionalBehaviors: { "/api/docs*": page, "/api/*": service, "/webhooks/*": service },
      httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
      ...this.domain(environment),
      enableLogging: true,
      logBucket: logs,
      logFilePrefix: "cloudfront",
      ...(webAclArn === undefined ? {} : { webAclId: webAclArn }),
    })
    if (webAclArn === undefined)
      acknowledge(this, {
        "AwsSolutions-CFR2": "The environment's table goes without a firewall: nobody's data is in it.",
      })
    this.publicUrl = `https://${environment.domain?.name ?? this.distribution.distributionDomainName}`
    acknowledge(this, {
      "AwsSolutions-CFR1": "Customers are anywhere; a country to be kept out would be a decision of the owner's.",
    })
  }

  private domain({ domain }: Environment) {
    if (domain === undefined) {
      acknowledge(this, {
        "AwsSolutions-CFR4": "CloudFront's own name has a fixed policy; `domain` in Environments.ts brings TLS 1.2.",
      })
      return {}
    }
    return {
      domainNames: [domain.name],
      certificate: acm.Certificate.fromCertificateArn(this, "Certificate", domain.certificateArn),
      minimumProtocolVersion: cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
    }
  }

  private headers(id: string, contentSecurityPolicy: string): cloudfront.ResponseHeadersPolicy {
    return new cloudfront.ResponseHeadersPolicy(this, id, {
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy, override: false },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: cloudfront.HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: cloudfront.HeadersReferrerPolicy.SAME_ORIGIN, override: false },
        strictTransportSecurity: { accessControlMaxAge: year, includeSubdomains: true, override: true },
      },
    })
  }
}
