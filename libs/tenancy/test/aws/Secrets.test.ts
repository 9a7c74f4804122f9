import { spawn } from "node:child_process"
import { once } from "node:events"
import { createServer } from "node:http"
import { join } from "node:path"
import { describe, expect, it } from "vitest"

const program = join(import.meta.dirname, "../../src/aws/fetchSecrets.ts")

/** Runs what a function runs first, against a Secrets Manager that answers `status` and `body`, then prints the variable. */
const fetching = async (status: number, body: object) => {
  const server = createServer((_, response) => response.writeHead(status).end(JSON.stringify(body))).listen(
    0,
    "127.0.0.1",
  )
  await once(server, "listening")
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  const child = spawn(
    process.execPath,
    [
      "--input-type=module",
      "-e",
      `await import(${JSON.stringify(program)}); console.log(process.env.STRIPE_SECRET_KEY)`,
    ],
    {
      env: {
        PATH: process.env["PATH"],
        AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
        AWS_REGION: "us-east-1",
        AWS_ACCESS_KEY_ID: "id",
        AWS_SECRET_ACCESS_KEY: "key",
        TANGO_SECRETS: JSON.stringify([{ secret: "tango/dev/stripe", fields: ["STRIPE_SECRET_KEY"] }]),
      },
    },
  )
  let output = ""
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += String(chunk)))
  const [code] = await once(child, "close")
  server.close()
  return { code, output }
}

describe("secrets of a function", () => {
  it("are in its environment before its own module runs", async () => {
    const { code, output } = await fetching(200, { SecretString: JSON.stringify({ STRIPE_SECRET_KEY: "sk_test_1" }) })
    expect([code, output.trim()]).toEqual([0, "sk_test_1"])
  })

  it.each([
    [
      400,
      { __type: "ResourceNotFoundException" },
      "The secret tango/dev/stripe cannot be read: ResourceNotFoundException",
    ],
    [200, { SecretString: "sk_test_half{" }, "The secret tango/dev/stripe is not a JSON object"],
    [200, { SecretString: "{}" }, "The secret tango/dev/stripe has no field STRIPE_SECRET_KEY"],
  ])(
    "that are missing or malformed end it with a line that names them and shows nothing",
    async (status, body, line) => {
      const { code, output } = await fetching(status, body)
      expect(code).not.toBe(0)
      expect(output).toContain(line)
      expect(output).not.toContain("sk_test_half")
    },
  )
})
