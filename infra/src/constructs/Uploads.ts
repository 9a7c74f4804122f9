import { bucketRoutes } from "@tango/contracts/Topology"
import * as iam from "aws-cdk-lib/aws-iam"
import { acknowledge } from "./Acknowledge.ts"
import type { Configuration, ServiceStack } from "./ServiceStack.ts"

interface Uploads extends Configuration {
  readonly variables: Readonly<Record<string, string>>
  /** Lets these read, write and remove the files of the service's bucket. */
  grantTo(...grantees: ReadonlyArray<iam.IGrantable>): void
}

/** A service's bucket for files of people, where the contracts give it one; otherwise nothing. */
export const uploadsOf = (stack: ServiceStack): Uploads => {
  if (!bucketRoutes.some(({ service }) => service === stack.service)) return { variables: {}, grantTo: () => {} }
  const bucket = stack.platform.uploads(stack.service)
  return {
    variables: { UPLOADS_BUCKET: bucket.bucketName },
    grantTo: (...grantees) => {
      acknowledge(stack, {
        [`AwsSolutions-IAM5[Resource::arn:aws:s3:::<${parameterOf(stack, bucket.bucketName)}>/*]`]:
          "All files of the service's own bucket.",
      })
      for (const { grantPrincipal } of grantees) {
        // Without it S3 says of a file that is not there that it is forbidden.
        grantPrincipal.addToPrincipalPolicy(
          new iam.PolicyStatement({ actions: ["s3:ListBucket"], resources: [bucket.bucketArn] }),
        )
        grantPrincipal.addToPrincipalPolicy(
          new iam.PolicyStatement({
            actions: [
              "s3:GetObject",
              "s3:PutObject",
              "s3:DeleteObject",
              "s3:PutObjectTagging",
              "s3:AbortMultipartUpload",
            ],
            resources: [bucket.arnForObjects("*")],
          }),
        )
      }
    },
  }
}

/** The template's own name of a parameter's value, as findings have it. */
const parameterOf = (stack: ServiceStack, value: string): string => {
  const resolved: { readonly Ref?: string } = stack.resolve(value)
  return resolved.Ref ?? ""
}
