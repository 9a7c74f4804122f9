import { startAws } from "@tango/emulators/aws/Aws"
import { makeClock } from "@tango/emulators/kit/Clock"
import { Store } from "@tango/emulators/kit/Store"

/** S3 on a port of its own, to which this process's AWS clients go from then on. */
export const startStorage = async () => {
  const store = new Store(":memory:")
  const buckets = ["tango-identity-uploads"]
  const clock = makeClock(store)
  const aws = await startAws({ port: 0, store, clock, region: "us-east-1", accountId: "000000000000", buckets })
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: aws.url,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
  })
  return {
    close: async () => {
      await aws.close()
      store.close()
    },
  }
}
