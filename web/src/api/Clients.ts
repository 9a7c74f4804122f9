import { BillingApi } from "@tango/contracts/api/BillingApi"
import { EntitlementsApi } from "@tango/contracts/api/EntitlementsApi"
import { NotificationsApi } from "@tango/contracts/api/NotificationsApi"
import { IdentityApi } from "@tango/contracts/api/IdentityApi"
import { ProjectsApi } from "@tango/contracts/api/ProjectsApi"
import { OperatorAuthentication } from "@tango/contracts/Operator"
import { Authentication } from "@tango/contracts/Principal"
import { invalidRequest } from "@tango/contracts/Problem"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Tracer from "effect/Tracer"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpApiClient from "effect/http-api/HttpApiClient"
import * as HttpApiMiddleware from "effect/http-api/HttpApiMiddleware"
import { ApiError } from "./ApiError.ts"
import { isProblem } from "./problems.ts"
import type { SessionStore } from "./SessionStore.ts"
import { traceparent } from "./Trace.ts"

const gatewayFailures = [502, 503, 504]

/** Sorts whatever went wrong into the three kinds that the pages can tell apart. */
const toApiError = (error: unknown, traceId: string): ApiError => {
  if (error instanceof ApiError) return error
  if (isProblem(error)) return new ApiError("problem", error.traceId ?? traceId, error)
  const noAnswer =
    HttpClientError.isHttpClientError(error) &&
    (error.reason._tag === "TransportError" || gatewayFailures.includes(error.response?.status ?? 0))
  return new ApiError(noAnswer ? "unreachable" : "unexpected", traceId, undefined, error)
}

type Tokens = Pick<SessionStore, "token" | "refresh">

/** Sends the session's JWT; when it is refused, one refresh and one more try. */
const authentication = (tokens: Tokens) =>
  HttpApiMiddleware.layerClient(Authentication, ({ request, next }) => {
    const send = (jwt: string | undefined) => next(jwt ? HttpClientRequest.bearerToken(request, jwt) : request)
    return Effect.promise(tokens.token).pipe(
      Effect.flatMap(send),
      Effect.flatMap((response) =>
        response.status === 401
          ? Effect.flatMap(Effect.promise(tokens.refresh), (jwt) => (jwt ? send(jwt) : Effect.succeed(response)))
          : Effect.succeed(response),
      ),
    )
  })

/** The web app has no operator's key: it calls none of their endpoints. */
const noOperator = HttpApiMiddleware.layerClient(OperatorAuthentication, ({ next, request }) => next(request))

const make = (traceId: string, baseUrl: string, onSend: () => void) => {
  const options = {
    baseUrl,
    transformClient: HttpClient.mapRequest((request: HttpClientRequest.HttpClientRequest) => {
      onSend()
      return HttpClientRequest.setHeader(request, "traceparent", traceparent(traceId))
    }),
  }
  return Effect.gen(function* () {
    const identity = yield* HttpApiClient.make(IdentityApi, options)
    const billing = yield* HttpApiClient.make(BillingApi, options)
    const httpClient = options.transformClient(yield* HttpClient.HttpClient)
    // The other groups are for services, API clients and the vendor's staff.
    const entitlements = yield* HttpApiClient.group(EntitlementsApi, { group: "entitlements", httpClient, baseUrl })
    const notifications = yield* HttpApiClient.make(NotificationsApi, options)
    const projects = yield* HttpApiClient.make(ProjectsApi, options)
    return {
      session: identity.session,
      credentials: identity.credentials,
      secondFactor: identity.secondFactor,
      account: identity.account,
      emailChange: identity.emailChange,
      organization: identity.organization,
      members: identity.members,
      settings: identity.settings,
      sso: identity.sso,
      scim: identity.scim,
      apiClients: identity.apiClients,
      audit: identity.audit,
      subscription: billing.subscription,
      entitlements,
      money: billing.money,
      deliveries: notifications.deliveries,
      suppressions: notifications.suppressions,
      inbox: notifications.inbox,
      preferences: notifications.preferences,
      projects: projects.projects,
      sharing: projects.sharing,
      attachments: projects.attachments,
    }
  })
}

/** The typed clients of all services, one property per group. */
export type Clients = Effect.Success<ReturnType<typeof make>>

export type Call = <A, E>(use: (clients: Clients) => Effect.Effect<A, E>, traceId: string) => Promise<A>

/** Runs calls against the API at `baseUrl`; every failure is an `ApiError`. */
export const makeCall = (tokens: Tokens, baseUrl: string): Call => {
  const layer = Layer.mergeAll(authentication(tokens), noOperator, FetchHttpClient.layer)
  return async (use, traceId) => {
    let sent = false
    const onSend = () => {
      sent = true
    }
    const exit = await Effect.flatMap(make(traceId, baseUrl, onSend), use).pipe(
      Effect.provide(layer),
      // The trace is the user's action, not a span of this library.
      Effect.provideService(Tracer.DisablePropagation, true),
      Effect.runPromiseExit,
    )
    if (Exit.isSuccess(exit)) return exit.value
    const error = Cause.squash(exit.cause)
    // What the contract refuses before anything is sent is what the server would have said of it.
    throw toApiError(Schema.isSchemaError(error) && !sent ? invalidRequest(error.issue, "payload") : error, traceId)
  }
}
