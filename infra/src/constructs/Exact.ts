import type * as ec2 from "aws-cdk-lib/aws-ec2"
import type * as s3 from "aws-cdk-lib/aws-s3"

// The CDK is compiled without exactOptionalPropertyTypes: a few classes say `undefined` where their interface says "absent".

/** A network as the interface that it implements. */
export const networkOf = (vpc: ec2.Vpc): ec2.IVpc => vpc as ec2.IVpc

/** A bucket as the interface that it implements. */
export const bucketOf = (bucket: s3.Bucket): s3.IBucket => bucket as s3.IBucket
