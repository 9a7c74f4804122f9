import { secretFields } from "./SecretsManager.ts"

/**
 * Runs before a Lambda function's own module: puts fields of secrets into the environment, where its configuration looks for them.
 * `TANGO_SECRETS` is `[{ "secret": "<ARN>", "fields": ["<VARIABLE>", …] }, …]`.
 */
const wanted: ReadonlyArray<{ readonly secret: string; readonly fields: ReadonlyArray<string> }> = JSON.parse(
  process.env["TANGO_SECRETS"] ?? "[]",
)
for (const { fields, secret } of wanted) {
  const found = await secretFields(secret, process.env["AWS_REGION"] ?? "us-east-1")
  for (const field of fields) {
    const value = found[field]
    if (value === undefined || value === "") throw new Error(`The secret ${secret} has no field ${field}`)
    process.env[field] = value
  }
}
