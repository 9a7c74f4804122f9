import type { Context, Hono } from "hono"
import { failureAnswer, toResponse, type Answer } from "./Answers.ts"
import { inTimeOf } from "./ClockScope.ts"
import type { Faults } from "./Faults.ts"
import { authorize, checkVersion } from "./Authorization.ts"
import { expand, expandPaths } from "./Expand.ts"
import { decodeForm, decodeJson, type FormFields } from "./Form.ts"
import { Idempotency } from "./Idempotency.ts"
import { newId } from "./Ids.ts"
import { Params, rejectUnknown } from "./Params.ts"
import { work } from "./Work.ts"
import type { World } from "./World.ts"

/** One operation of the API. `allow` lists every parameter it takes, as in `rejectUnknown`; `expand[]` is always taken. */
export interface Endpoint {
  readonly method: "GET" | "POST" | "DELETE"
  /** With the parameters `:id` and `:parent`. */
  readonly path: string
  readonly allow: ReadonlyArray<string>
  readonly handle: (call: Call) => object
}

export interface Call {
  readonly id: string
  /** The resource above `id` in the path, where the path has two. */
  readonly parent: string
  readonly params: Params
  readonly path: string
}

export const addEndpoints = (app: Hono, endpoints: ReadonlyArray<Endpoint>, options: RouterOptions): void => {
  const idempotency = new Idempotency(options.world.keptAnswers)
  const variables = ({ path }: Endpoint) => path.split(":").length
  for (const endpoint of endpoints.toSorted((a, b) => variables(a) - variables(b))) {
    app.on(endpoint.method, endpoint.path, (context) => respond(context, endpoint, idempotency, options))
  }
}

export interface RouterOptions {
  readonly world: World
  readonly secretKey: string
  readonly faults: Faults
  readonly inspect: (body: unknown) => void
}

const respond = async (
  context: Context,
  endpoint: Endpoint,
  idempotency: Idempotency,
  options: RouterOptions,
): Promise<Response> => {
  const requestId = newId("req", 14)
  const key = context.req.header("idempotency-key")
  let answer: Answer
  try {
    authorize(context.req.header("authorization"), options.secretKey)
    checkVersion(context.req.header("stripe-version"))
    const text = endpoint.method === "POST" ? await context.req.text() : new URL(context.req.url).search
    const isJson = endpoint.method === "POST" && endpoint.path.startsWith("/v2/")
    const fields = isJson ? decodeJson(text) : decodeForm(text)
    const run = () => execute(context, endpoint, fields, { requestId, key: key ?? null }, options)
    answer =
      key === undefined || endpoint.method !== "POST"
        ? await run()
        : await once(idempotency, key, context.req.path, fields, requestId, options.world, run)
  } catch (failure) {
    answer = failureAnswer(failure, requestId)
  }
  return toResponse(answer, requestId, key === undefined ? {} : { "idempotency-key": key })
}

/** Runs a POST once per idempotency key; a repeat gets the first answer. */
const once = async (
  idempotency: Idempotency,
  key: string,
  path: string,
  fields: FormFields,
  requestId: string,
  world: World,
  run: () => Promise<Answer>,
): Promise<Answer> => {
  const endpoint = `POST ${path}`
  const kept = idempotency.begin(key, path, fields, world.clock.now())
  if (kept) {
    const headers = { "idempotent-replayed": "true", "original-request": kept.requestId }
    return { status: kept.status, body: kept.body, headers }
  }
  let answer: Answer = failureAnswer(new Error(`${endpoint} did not answer`), requestId)
  try {
    answer = await run()
  } finally {
    idempotency.end(key, fields, {
      endpoint: path,
      status: answer.status,
      body: answer.body,
      requestId,
      keptAt: world.clock.now(),
    })
  }
  return answer
}

const execute = async (
  context: Context,
  endpoint: Endpoint,
  fields: FormFields,
  request: { requestId: string; key: string | null },
  { world, faults, inspect }: RouterOptions,
): Promise<Answer> => {
  try {
    await faults.strike(context.req.method, context.req.path)
    rejectUnknown(fields, [...endpoint.allow, "expand[]"])
    const params = new Params(fields)
    const paths = expandPaths(params.strings("expand"))
    world.request = { id: request.requestId, idempotency_key: request.key }
    const call = {
      id: context.req.param("id") ?? "",
      parent: context.req.param("parent") ?? "",
      params,
      path: context.req.path,
    }
    const result = work(world, () => inTimeOf(world, call, () => endpoint.handle(call)))
    const body = expand(world, result, paths)
    inspect(body)
    return { status: 200, body: JSON.stringify(body) }
  } catch (failure) {
    return failureAnswer(failure, request.requestId)
  } finally {
    world.request = null
  }
}
