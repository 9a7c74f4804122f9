import { bucketRoutes, type ServiceName } from "@tango/contracts/Topology"
import { Duration, RemovalPolicy } from "aws-cdk-lib/core"
import * as s3 from "aws-cdk-lib/aws-s3"
import { Construct } from "constructs"
import { bucketOf } from "../constructs/Exact.ts"
import type { Environment } from "../Environments.ts"

/** The buckets of an environment: access logs, the web app, and one for the uploads of each service that takes files. */
export class Buckets extends Construct {
  readonly logs: s3.IBucket
  readonly site: s3.IBucket
  private readonly environment: Environment
  private readonly uploads = new Map<ServiceName, s3.IBucket>()

  constructor(scope: Construct, environment: Environment) {
    super(scope, "Buckets")
    this.environment = environment
    this.logs = this.bucket("Logs", {
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_PREFERRED,
      lifecycleRules: [{ expiration: Duration.days(environment.logDays) }],
    })
    this.site = this.bucket("Site", { ...this.logged("site"), versioned: true, lifecycleRules: [oldVersions] })
    for (const { service } of bucketRoutes) this.uploads.set(service, this.uploadsOf(service))
  }

  *uploadBuckets(): Iterable<readonly [ServiceName, s3.IBucket]> {
    yield* this.uploads
  }

  private logged(prefix: string) {
    return { serverAccessLogsBucket: this.logs, serverAccessLogsPrefix: `s3-${prefix}` }
  }

  private bucket(id: string, props: s3.BucketProps): s3.IBucket {
    const bucket = new s3.Bucket(this, id, {
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      encryption: s3.BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      removalPolicy: this.environment.keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      ...props,
    })
    return bucketOf(bucket)
  }

  private uploadsOf(service: ServiceName): s3.IBucket {
    return this.bucket(`Uploads-${service}`, {
      ...this.logged(`uploads-${service}`),
      versioned: true,
      // Browsers send files straight to it, with an address that a service signed for one file, its size and its type.
      cors: [
        {
          allowedMethods: [s3.HttpMethods.POST, s3.HttpMethods.PUT, s3.HttpMethods.GET],
          allowedOrigins: ["https://*"],
          allowedHeaders: ["*"],
          // Who sends a file in parts says which parts S3 has by these.
          exposedHeaders: ["ETag"],
          maxAge: 3_600,
        },
      ],
      lifecycleRules: [
        { prefix: "uploads/", expiration: Duration.days(1) },
        { prefix: "exports/", expiration: Duration.days(7), noncurrentVersionExpiration: Duration.days(1) },
        oldVersions,
      ],
    })
  }
}

const oldVersions: s3.LifecycleRule = {
  noncurrentVersionExpiration: Duration.days(30),
  abortIncompleteMultipartUploadAfter: Duration.days(1),
}
