import type { SCIMConnection } from "stytch"

/** A SCIM connection as it is kept: of its tokens only the hashes, because each is shown once. */
export interface ScimConnectionRecord extends Omit<SCIMConnection, "base_url"> {
  readonly tokenHash: string
  readonly nextTokenHash?: string
}

/** A JSON object of a SCIM resource. */
export type ScimObject = { readonly [name: string]: unknown }

/** What an identity provider said of a person, by the id of the member that it became. Times in ms since 1970. */
export interface ScimUserRecord {
  readonly id: string
  readonly connection_id: string
  readonly attributes: ScimObject
  readonly created: number
  readonly modified: number
}

/** A group of an identity provider; `members` are the ids of its people, which are member ids. */
export interface ScimGroupRecord {
  readonly id: string
  readonly organization_id: string
  readonly connection_id: string
  readonly display_name: string
  readonly external_id?: string | undefined
  readonly members: ReadonlyArray<string>
  readonly created: number
  readonly modified: number
}

/** One thing that an identity provider did, or tried to do. */
export interface ScimActivity {
  readonly id: string
  readonly at: string
  readonly organization_id: string
  readonly connection_id: string
  readonly method: string
  readonly path: string
  readonly status: number
  /** What the request did to whom, such as `user.create` of a userName; empty where it was refused. */
  readonly action?: string | undefined
  readonly target_id?: string | undefined
  readonly target_name?: string | undefined
  readonly error?: string | undefined
}
