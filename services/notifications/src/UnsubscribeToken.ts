import { Kind } from "@tango/contracts/api/NotificationsApi"
import { MemberId, OrganizationId } from "@tango/contracts/Ids"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { createHmac, timingSafeEqual } from "node:crypto"

/** Who gets no more e-mails of which kind; "digest" is the daily one. All that a link in an e-mail can do. */
const Subscription = Schema.Struct({
  organizationId: OrganizationId,
  memberId: MemberId,
  kind: Schema.Union([Kind, Schema.Literal("digest")]),
})
export type Subscription = typeof Subscription.Type

const Wire = Schema.fromJsonString(
  Schema.Tuple([Subscription.fields.organizationId, Subscription.fields.memberId, Subscription.fields.kind]),
)
const encode = Schema.encodeSync(Wire)
const decode = Schema.decodeUnknownOption(Wire)

const macOf = (secret: string, payload: string) =>
  createHmac("sha256", secret).update(`unsubscribe.${payload}`).digest("base64url").slice(0, 32)

/** A link's token. It is the same for the same subscription, so that a second try of an e-mail is the first one's repeat. */
export const signToken = (secret: string, { kind, memberId, organizationId }: Subscription): string => {
  const payload = Buffer.from(encode([organizationId, memberId, kind])).toString("base64url")
  return `${payload}.${macOf(secret, payload)}`
}

/** What a token stands for, when one of the secrets has signed it: the current one, or one from before. */
export const verifyToken = (secrets: ReadonlyArray<string>, token: string): Option.Option<Subscription> => {
  const [payload = "", given = "", ...rest] = token.split(".")
  const genuine = secrets.some((secret) => {
    const mac = Buffer.from(macOf(secret, payload))
    const candidate = Buffer.from(given)
    return mac.length === candidate.length && timingSafeEqual(mac, candidate)
  })
  if (!genuine || rest.length > 0) return Option.none()
  return Option.map(decode(Buffer.from(payload, "base64url").toString("utf8")), ([organizationId, memberId, kind]) => ({
    organizationId,
    memberId,
    kind,
  }))
}
