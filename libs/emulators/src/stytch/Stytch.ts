import { Hono } from "hono"
import { bodyLimit } from "hono/body-limit"
import type { Clock } from "../kit/Clock.ts"
import { controls } from "../kit/Controls.ts"
import { listen } from "../kit/Emulator.ts"
import type { Emulator } from "../kit/Emulator.ts"
import { makeFaults } from "../kit/Faults.ts"
import { isOffered } from "../kit/Routes.ts"
import type { Store } from "../kit/Store.ts"
import { makeWebhooks } from "../kit/Webhooks.ts"
import type { WebhookEndpoint } from "../kit/Webhooks.ts"
import { enterpriseControls } from "./EnterpriseControls.ts"
import { errorBody, errors, StytchFailure, typeForStatus } from "./Errors.ts"
import { memberAuthorization } from "./MemberAuthorization.ts"
import { collections } from "./Project.ts"
import type { Project, StytchMailer } from "./Project.ts"
import { makeRateLimit } from "./RateLimit.ts"
import { m2mRoutes } from "./routes/M2mRoutes.ts"
import { m2mTokenRoutes } from "./routes/M2mTokenRoutes.ts"
import { discoveryRoutes } from "./routes/DiscoveryRoutes.ts"
import { emailCodeRoutes } from "./routes/EmailCodeRoutes.ts"
import { emailUpdateRoutes } from "./routes/EmailUpdateRoutes.ts"
import { loginControls } from "./routes/LoginControls.ts"
import { magicLinkRoutes } from "./routes/MagicLinkRoutes.ts"
import { memberRoutes } from "./routes/MemberRoutes.ts"
import { oauthRoutes } from "./routes/OAuthRoutes.ts"
import { oauthStartRoutes } from "./routes/OAuthStartRoutes.ts"
import { organizationRoutes } from "./routes/OrganizationRoutes.ts"
import { passwordChangeRoutes } from "./routes/PasswordChangeRoutes.ts"
import { passwordResetRoutes } from "./routes/PasswordResetRoutes.ts"
import { passwordRoutes } from "./routes/PasswordRoutes.ts"
import { phoneCodeRoutes } from "./routes/PhoneCodeRoutes.ts"
import { recoveryCodeRoutes } from "./routes/RecoveryCodeRoutes.ts"
import { jwksRoutes, sessionRoutes } from "./routes/SessionRoutes.ts"
import { identityProviderRoutes } from "./routes/IdentityProviderRoutes.ts"
import { ssoLoginRoutes } from "./routes/SsoLoginRoutes.ts"
import { ssoStartRoutes } from "./routes/SsoStartRoutes.ts"
import { totpRoutes } from "./routes/TotpRoutes.ts"
import { samlConnectionRoutes } from "./routes/SamlConnectionRoutes.ts"
import { ssoConnectionRoutes } from "./routes/SsoConnectionRoutes.ts"
import { scimConnectionRoutes } from "./routes/ScimConnectionRoutes.ts"
import { scimServer } from "./scim/ScimServer.ts"
import { loadSigningKey } from "./SigningKey.ts"

export type { StytchMailer } from "./Project.ts"

export interface StytchOptions {
  readonly port: number
  readonly store: Store
  readonly clock: Clock
  readonly projectId: string
  readonly secret: string
  readonly webhook?: WebhookEndpoint
  readonly deliver: StytchMailer
  readonly publicUrl?: string
}

const base = "/v1/b2b"

const api = (project: Project): Hono => {
  const app = new Hono()
  const credentials = `Basic ${Buffer.from(`${project.id}:${project.secret}`).toString("base64")}`
  app.route(base, jwksRoutes(project))
  app.route("/", oauthStartRoutes(project))
  app.route("/", ssoStartRoutes(project))
  app.route("/", identityProviderRoutes(project))
  app.route("/", m2mTokenRoutes(project))
  app.route("/", scimServer(project))
  app.use(async (c, next) => {
    if (c.req.header("authorization") !== credentials) throw new StytchFailure("unauthorized_credentials")
    await next()
  })
  app.use(memberAuthorization(project, base))
  for (const routes of [
    magicLinkRoutes,
    discoveryRoutes,
    passwordRoutes,
    passwordResetRoutes,
    passwordChangeRoutes,
    emailCodeRoutes,
    emailUpdateRoutes,
    phoneCodeRoutes,
    totpRoutes,
    recoveryCodeRoutes,
    oauthRoutes,
    ssoLoginRoutes,
    sessionRoutes,
    organizationRoutes,
    memberRoutes,
    samlConnectionRoutes,
    ssoConnectionRoutes,
    scimConnectionRoutes,
  ])
    app.route(base, routes(project))
  app.route("/v1", m2mRoutes(project))
  return app
}

/** A local Stytch B2B project at the root of its own origin: point the SDK's `env` at the URL. State is in the store. */
export const startStytch = async (options: StytchOptions): Promise<Emulator> => {
  const { port, store, clock, projectId, secret, webhook, deliver, publicUrl } = options
  const webhooks = makeWebhooks(store, "stytch", webhook)
  const faults = makeFaults()
  const rateLimit = makeRateLimit(clock)
  const key = await loadSigningKey(store, projectId)
  const project: Project = { id: projectId, secret, clock, publicUrl, deliver, webhooks, key, ...collections(store) }
  const app = new Hono()
  const refuse = (failure: StytchFailure) => errorBody(failure.status, failure.type, failure.message)
  app.onError((error, c) => {
    if (error instanceof StytchFailure) return c.json(refuse(error), error.status)
    console.error("The Stytch emulator failed", error)
    return c.json(errorBody(500, "internal_server_error", errors.internal_server_error[1]), 500)
  })
  app.notFound((c) => {
    const failure = new StytchFailure(isOffered(app, c.req.path) ? "method_not_allowed" : "route_not_found")
    return c.json(refuse(failure), failure.status)
  })
  app.route("/_emulator", enterpriseControls(project))
  app.route("/_emulator", controls("stytch", faults, webhooks))
  app.route("/_emulator", loginControls(project, rateLimit))
  app.use(
    faults.middleware((c, status) => c.json(errorBody(status, typeForStatus(status), `Injected ${status}.`), status)),
  )
  app.use(rateLimit.middleware)
  app.use(
    bodyLimit({
      maxSize: 1_048_576,
      onError: (c) => c.json(errorBody(413, "bad_request", "The body is too large."), 413),
    }),
  )
  app.route("/", api(project))
  return listen(app, port, () => webhooks.close())
}
