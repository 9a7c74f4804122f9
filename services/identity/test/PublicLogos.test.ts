import { OrganizationId } from "@tango/contracts/Ids"
import { NotFound } from "@tango/contracts/Problem"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import { HttpRouter, HttpServer } from "effect/http"
import { publicLogoUrl } from "../src/domain/LogoAddress.ts"
import { layerPublicLogos } from "../src/http/PublicLogos.ts"
import { Logos } from "../src/Logos.ts"

const organizationId = OrganizationId.make("organization-test-1")
const logoId = "2f1c7a52-8d0e-4d8a-9a55-3a4f2f0c9f10"
const bytes = new Uint8Array([0x89, 0x50, 0x4e, 0x47])

const logos = Layer.mock(Logos, {
  read: (key) =>
    key === `logos/${organizationId}/${logoId}`
      ? Effect.succeed({ bytes, type: "image/png" as const })
      : Effect.fail(new NotFound({})),
})
const { handler } = HttpRouter.toWebHandler(
  layerPublicLogos.pipe(Layer.provide(logos), Layer.provideMerge(HttpServer.layerServices)),
  { disableLogger: true },
)
const get = (address: string) => handler(new Request(address), Context.empty())

describe("an organization's logo, for mail programs", () => {
  it("is at the address that the event tells, without a session, as a picture and nothing else", async () => {
    const address = publicLogoUrl("https://app.example.com/", `logos/${organizationId}/${logoId}`)
    assert.strictEqual(address, `https://app.example.com/api/identity/logos/${organizationId}/${logoId}`)
    const answer = await get(address!)
    assert.strictEqual(answer.status, 200)
    assert.strictEqual(answer.headers.get("content-type"), "image/png")
    assert.strictEqual(answer.headers.get("x-content-type-options"), "nosniff")
    assert.include(answer.headers.get("cache-control") ?? "", "public")
    assert.deepEqual(new Uint8Array(await answer.arrayBuffer()), bytes)
  })

  it.each([
    `${organizationId}/11111111-1111-4111-8111-111111111111`,
    `${organizationId}/not-a-uuid`,
    `..%2Fuploads/${logoId}`,
    `${organizationId}%2F..%2Fx/${logoId}`,
  ])("there is nothing at %s", async (path) => {
    const answer = await get(`https://app.example.com/api/identity/logos/${path}`)
    assert.strictEqual(answer.status, 404)
  })

  it("there is no address without a logo", () => {
    assert.isNull(publicLogoUrl("https://app.example.com", null))
  })
})
