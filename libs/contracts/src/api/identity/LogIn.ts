import * as Schema from "effect/Schema"
import { MemberId, OrganizationId } from "../../Ids.ts"
import { Role } from "../../Permissions.ts"
import { Timestamp } from "../../Timestamp.ts"

/** Log-in that is finished. `sessionToken` is there only for clients that asked for it with `transport: "body"`. */
export const Session = Schema.Struct({
  sessionJwt: Schema.String,
  sessionToken: Schema.optionalKey(Schema.String),
  /** When the session ends; the JWT itself lives for five minutes. */
  expiresAt: Timestamp,
  member: Schema.Struct({ memberId: MemberId, email: Schema.String, name: Schema.String, role: Role }),
  organization: Schema.Struct({ organizationId: OrganizationId, name: Schema.String, slug: Schema.String }),
})

/** Who somebody is has been shown, which organization has not: choose one of these, or create one, within ten minutes. */
export const OrganizationChoice = Schema.Struct({
  email: Schema.String,
  intermediateSessionToken: Schema.optionalKey(Schema.String),
  organizations: Schema.Array(
    Schema.Struct({
      organizationId: OrganizationId,
      name: Schema.String,
      slug: Schema.String,
      membership: Schema.Literals(["active", "pending", "invited", "eligible"]),
    }),
  ),
})

export const LogIn = Schema.Union([
  Schema.Struct({ status: Schema.Literal("authenticated"), session: Session }),
  Schema.Struct({ status: Schema.Literal("choose_organization"), choice: OrganizationChoice }),
])

/**
 * Where the tokens travel: an HttpOnly cookie for the web (the default), or the body for native and API clients,
 * which then send them back in the body.
 */
export const transport = Schema.optionalKey(Schema.Literals(["cookie", "body"]))
export const intermediateSessionToken = Schema.optionalKey(Schema.NonEmptyString.check(Schema.isMaxLength(1000)))
export const sessionToken = Schema.optionalKey(Schema.NonEmptyString.check(Schema.isMaxLength(1000)))
export const codeVerifier = Schema.optionalKey(Schema.NonEmptyString.check(Schema.isMaxLength(200)))
export const code = Schema.NonEmptyString.check(Schema.isMaxLength(1000))

/** A password that somebody chooses. How good it must be is the provider's to say. */
export const NewPassword = Schema.NonEmptyString.check(Schema.isMaxLength(128))
