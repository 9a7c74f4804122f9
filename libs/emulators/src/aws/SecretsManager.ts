import { randomBytes, randomUUID } from "node:crypto"
import type { Clock } from "../kit/Clock.ts"
import type { Store } from "../kit/Store.ts"
import { AwsError, isObject, page, required, text, type Json } from "./AwsError.ts"

interface Secret {
  readonly Name: string
  readonly ARN: string
  readonly Description?: string | undefined
  readonly VersionId: string
  readonly SecretString?: string | undefined
  /** Base64. */
  readonly SecretBinary?: string | undefined
  readonly Tags: unknown
  /** Seconds since 1970. */
  readonly CreatedDate: number
  readonly LastChangedDate: number
}

const notFound = () => new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.")

/** The operations of Secrets Manager that a service and its deployment use; each secret has one version, AWSCURRENT. */
export const makeSecretsManager = (store: Store, clock: Clock, region: string, accountId: string) => {
  const secrets = store.collection<Secret>("secrets")
  const find = (input: Json): Secret => {
    const id = required(input, "SecretId")
    const secret = secrets.all().find((one) => one.Name === id || one.ARN === id || one.ARN.slice(0, -7) === id)
    if (secret === undefined) throw notFound()
    return secret
  }
  const valueOf = (input: Json) => ({
    SecretString: text(input, "SecretString"),
    SecretBinary: text(input, "SecretBinary"),
    VersionId: text(input, "ClientRequestToken") ?? randomUUID(),
    LastChangedDate: clock.now() / 1000,
  })
  const reference = ({ ARN, Name, VersionId }: Secret) => ({ ARN, Name, VersionId })
  const description = (secret: Secret) => ({
    ARN: secret.ARN,
    Name: secret.Name,
    Description: secret.Description,
    CreatedDate: secret.CreatedDate,
    LastChangedDate: secret.LastChangedDate,
    Tags: secret.Tags,
  })
  const operations: Readonly<Record<string, (input: Json) => unknown>> = {
    CreateSecret: (input) => {
      const Name = required(input, "Name")
      if (secrets.get(Name)) {
        throw new AwsError("ResourceExistsException", `The operation failed because the secret ${Name} already exists.`)
      }
      const suffix = randomBytes(8).toString("base64url").replaceAll(/[-_]/g, "x").slice(0, 6)
      return reference(
        secrets.put(Name, {
          Name,
          ARN: `arn:aws:secretsmanager:${region}:${accountId}:secret:${Name}-${suffix}`,
          Description: text(input, "Description"),
          Tags: Array.isArray(input["Tags"]) ? input["Tags"] : [],
          CreatedDate: clock.now() / 1000,
          ...valueOf(input),
        }),
      )
    },
    PutSecretValue: (input) => {
      const secret = find(input)
      return { ...reference(secrets.put(secret.Name, { ...secret, ...valueOf(input) })), VersionStages: ["AWSCURRENT"] }
    },
    GetSecretValue: (input) => {
      const { SecretString, SecretBinary, CreatedDate, ...secret } = find(input)
      if (SecretString === undefined && SecretBinary === undefined) {
        throw new AwsError(
          "ResourceNotFoundException",
          "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
        )
      }
      return {
        ARN: secret.ARN,
        Name: secret.Name,
        VersionId: secret.VersionId,
        VersionStages: ["AWSCURRENT"],
        SecretString,
        SecretBinary,
        CreatedDate,
      }
    },
    DescribeSecret: (input) => {
      const secret = find(input)
      return { ...description(secret), VersionIdsToStages: { [secret.VersionId]: ["AWSCURRENT"] } }
    },
    ListSecrets: (input) => {
      const { items, next } = page(secrets.all(), { ...input, Limit: input["MaxResults"] })
      const list = items.map((one) => ({
        ...description(one),
        SecretVersionsToStages: { [one.VersionId]: ["AWSCURRENT"] },
      }))
      return { SecretList: list, ...next }
    },
  }
  return (operation: string, input: unknown): unknown => {
    const run = operations[operation]
    if (run === undefined || !isObject(input)) throw new AwsError("UnknownOperationException", "", 404)
    return run(input)
  }
}
