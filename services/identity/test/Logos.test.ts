import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3"
import { maxLogoBytes } from "@tango/contracts/api/IdentityApi"
import { afterAll, assert, beforeAll, it } from "vitest"
import { type Enterprise, field, isProblem, type LoggedIn, startEnterprise } from "./Enterprise.ts"
import { startStorage } from "./StorageUnderTest.ts"

const uploads = "/organization/logo/uploads"
const contentType = "image/png"
/** The smallest thing that a PNG's first bytes say it is. */
const png = Buffer.concat([
  Buffer.from("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489", "hex"),
  Buffer.alloc(64),
])

let storage: Awaited<ReturnType<typeof startStorage>>
let at: Enterprise
let ada: LoggedIn
beforeAll(async () => {
  storage = await startStorage()
  at = await startEnterprise()
  ada = await at.signUp("ada@logos.example", "Logos")
})
afterAll(async () => {
  await at.close()
  await storage.close()
})

const begin = async (size: number) => {
  const begun = await at.call(ada, "POST", uploads, { contentType, size })
  assert.equal(begun.status, 201, JSON.stringify(begun.body))
  return { uploadId: String(field(begun, "uploadId")), url: String(field(begun, "url")) }
}
const put = (url: string, body: Buffer) =>
  fetch(url, { method: "PUT", body: new Uint8Array(body), headers: { "content-type": contentType } })

it("a picture is taken that is as large as was said, and no other size by the same address", async () => {
  const { uploadId, url } = await begin(png.length)
  assert.equal((await put(url, Buffer.concat([png, Buffer.alloc(10)]))).status, 403)
  isProblem(await at.call(ada, "PUT", "/organization/logo", { uploadId }), 422, "upload_refused")
  assert.equal((await put(url, png)).status, 200)
  const taken = await at.call(ada, "PUT", "/organization/logo", { uploadId })
  assert.equal(taken.status, 200, JSON.stringify(taken.body))
  assert.match(String(field(taken, "logoUrl")), /^http/u)
})

it("none is begun of more than the most, or of another type", async () => {
  for (const wrong of [{ size: maxLogoBytes + 1 }, { size: 0 }, { contentType: "image/svg+xml" }])
    isProblem(await at.call(ada, "POST", uploads, { contentType, size: 10, ...wrong }), 400, "invalid_request")
})

it("one that lies there larger than was allowed, by whatever way it came, is not taken", async () => {
  const { uploadId } = await begin(png.length)
  const s3 = new S3Client({ forcePathStyle: true })
  const Key = `uploads/${ada.organizationId}/${uploadId}`
  const Body = Buffer.concat([png, Buffer.alloc(maxLogoBytes)])
  await s3.send(new PutObjectCommand({ Bucket: "tango-identity-uploads", Key, Body }))
  s3.destroy()
  const refused = await at.call(ada, "PUT", "/organization/logo", { uploadId })
  isProblem(refused, 422, "upload_refused")
  assert.equal(field(refused, "reason"), "too_large")
})
