import { describe, expect, it } from "vitest"
import { signedHeaders, signedQuery, timeOf } from "../../src/aws/SignatureV4.ts"

const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" }
const time = timeOf(Date.UTC(2015, 7, 30, 12, 36, 0))

describe("Signature version 4", () => {
  it("signs a POST as AWS's own test suite does (post-vanilla)", () => {
    const scope = { credentials, region: "us-east-1", service: "service", time }
    expect(signedHeaders(scope, { host: "example.amazonaws.com" }, "")["authorization"]).toBe(
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, " +
        "Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
    )
  })

  it("makes a log-in to a database that names the user, ends after a while and carries a session's token", () => {
    const scope = {
      credentials: { ...credentials, sessionToken: "a+b/c" },
      region: "eu-west-1",
      service: "rds-db",
      time,
    }
    const query = new URLSearchParams(signedQuery(scope, "db:5432", { Action: "connect", DBUser: "billing_app" }, 900))
    expect(Object.fromEntries(query)).toMatchObject({
      Action: "connect",
      DBUser: "billing_app",
      "X-Amz-Credential": "AKIDEXAMPLE/20150830/eu-west-1/rds-db/aws4_request",
      "X-Amz-Date": "20150830T123600Z",
      "X-Amz-Expires": "900",
      "X-Amz-Security-Token": "a+b/c",
      "X-Amz-SignedHeaders": "host",
    })
    expect(query.get("X-Amz-Signature")).toMatch(/^[0-9a-f]{64}$/)
  })
})
