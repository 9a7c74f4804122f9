import type { Context } from "hono"
import { requestId, StytchFailure } from "./Errors.ts"
import type { Project } from "./Project.ts"

interface Envelope {
  request_id: string
  status_code: number
}

/** What a handler has to give for an SDK response type: all of it but the envelope. */
export type Reply<A extends Envelope> = Omit<A, keyof Envelope>

export const reply = <A extends Envelope>(c: Context, body: Reply<A>): Response =>
  c.json({ status_code: 200, request_id: requestId(), ...body })

const withNulls = (required: unknown) =>
  typeof required === "object" && required !== null
    ? { member_options: null, secondary_auth_initiated: null, ...required }
    : null

/** An answer that may hold a session: Stytch sends null, and the SDK's types say absent, for what is not applicable. */
export const replyAuthenticated = <A extends Envelope>(c: Context, body: Reply<A>): Response =>
  c.json({
    status_code: 200,
    request_id: requestId(),
    member_session: null,
    primary_required: null,
    ...body,
    mfa_required: withNulls("mfa_required" in body ? body.mfa_required : null),
  })

const shapes: ReadonlyArray<readonly [RegExp, (value: unknown) => boolean]> = [
  [
    /^(roles|scopes|recovery_codes|.*_ids|.*_domains|allowed_.*_methods|.*_connections|.*_assignments|.*_connected_apps)$/,
    (value) => Array.isArray(value),
  ],
  [/_minutes$|^limit$/, (value) => typeof value === "number" && Number.isInteger(value)],
  [
    /^(is_breakglass|mfa_enrolled|create_member_as_pending|preserve_existing_sessions|include_deleted|unlink_email|set_default_mfa|idp_initiated_auth_disabled|allow_gateway_callback|set_phone_number_verified)$/,
    (value) => typeof value === "boolean",
  ],
  [
    /_(metadata|claims|config|tenants|mapping)$|^(query|authorization_check|org_policy)$/,
    (value) => typeof value === "object" && !Array.isArray(value),
  ],
  [/./, (value) => typeof value === "string"],
]

const isWellShaped = (name: string, value: unknown): boolean =>
  value === undefined || value === null || shapes.find(([pattern]) => pattern.test(name))?.[1](value) === true

/** Before anything happens, because a token that the request uses up would be lost. */
const checkDuration = (minutes: unknown): void => {
  if (typeof minutes === "number" && (minutes < 5 || minutes > 527_040))
    throw new StytchFailure("invalid_session_duration_minutes")
}

/** The JSON body as the SDK's request type: each field of the kind its name tells, and the `required` strings not empty. */
export const body = async <A extends object>(c: Context, ...required: ReadonlyArray<keyof A & string>): Promise<A> => {
  const value = await c.req.json<A>().catch(() => {
    throw new StytchFailure("bad_request", "The body is not valid JSON.")
  })
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new StytchFailure("bad_request", "The body must be a JSON object.")
  for (const [name, field] of Object.entries(value))
    if (!isWellShaped(name, field)) throw new StytchFailure("bad_request", `${name} is malformed.`)
  if ("session_duration_minutes" in value) checkDuration(value.session_duration_minutes)
  for (const name of required) if (!value[name]) throw new StytchFailure("bad_request", `${name} is required.`)
  return value
}

/** A path parameter, decoded. */
export const param = (c: Context, name: string): string => c.req.param(name) ?? ""

/** Where the caller reached the emulator: scheme, host and port. */
export const originOf = (project: Pick<Project, "publicUrl">, c: Context): string =>
  project.publicUrl ?? new URL(c.req.url).origin
