import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3"
import { getSignedUrl } from "@aws-sdk/s3-request-presigner"
import { afterAll, assert, beforeAll, it } from "vitest"
import { bucket, startStorage } from "./StorageUnderTest.ts"

let storage: Awaited<ReturnType<typeof startStorage>>
let s3: S3Client
beforeAll(async () => {
  storage = await startStorage()
  s3 = new S3Client({ forcePathStyle: true, requestChecksumCalculation: "WHEN_REQUIRED" })
})
afterAll(async () => {
  s3.destroy()
  await storage.close()
})

const sign = (expiresIn: number, signingDate = new Date()) =>
  getSignedUrl(s3, new PutObjectCommand({ Bucket: bucket, Key: "a b/ü.txt", ContentLength: 5 }), {
    expiresIn,
    signingDate,
    signableHeaders: new Set(["host", "content-length"]),
  })

const put = async (url: string, body = "hello", headers: Record<string, string> = {}) => {
  const answer = await fetch(url, { method: "PUT", body, headers })
  return `${answer.status} ${/<Code>(.*)<\/Code>/u.exec(await answer.text())?.[1] ?? ""}`
}

it("a presigned address is good for what it was signed, as long as it was signed for, and for its bytes", async () => {
  const url = await sign(60)
  assert.equal(await put(url), "200 ")
  assert.equal(await put(url, "longer"), "403 SignatureDoesNotMatch")
  assert.equal(await put(url.replace("a%20b", "c")), "403 SignatureDoesNotMatch")
  assert.equal(await put(url.replace("Expires=60", "Expires=600")), "403 SignatureDoesNotMatch")
  assert.equal(await put(url.replace("=local%2F", "=other%2F")), "403 InvalidAccessKeyId")
  assert.equal(await put(await sign(60, new Date(Date.now() - 61_000))), "403 AccessDenied")
  const wrong = { "x-amz-checksum-sha256": Buffer.alloc(32).toString("base64") }
  assert.equal(await put(url, "hello", wrong), "400 BadDigest")
})
