import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3"
import { startAws } from "@tango/emulators/aws/Aws"
import { makeClock } from "@tango/emulators/kit/Clock"
import { Store } from "@tango/emulators/kit/Store"
import { createHash } from "node:crypto"

export const bucket = "tango-projects-uploads"

/** S3 on a port of its own, to which this process's AWS clients go from then on. */
export const startStorage = async () => {
  const store = new Store(":memory:")
  const aws = await startAws({
    port: 0,
    store,
    clock: makeClock(store),
    region: "us-east-1",
    accountId: "000000000000",
    buckets: [bucket],
  })
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: aws.url,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
  })
  const s3 = new S3Client({ forcePathStyle: true })
  return {
    url: aws.url,
    /** The ends of the keys of all files there are. */
    files: async () => {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }))
      return Contents.map(({ Key = "" }) => Key.split("/").at(-1) ?? "")
    },
    close: async () => {
      s3.destroy()
      await aws.close()
      store.close()
    },
  }
}

export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("base64")
