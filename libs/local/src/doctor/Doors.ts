import { serviceNames, webhookRoutes } from "@tango/contracts/Topology"
import { type Finding, finding, type Variables } from "./Finding.ts"

/** A function that was never called has yet to start. */
const patience = 30_000

const statusOf = async (url: string, method: "GET" | "POST"): Promise<number> => {
  const request = { method, signal: AbortSignal.timeout(patience), ...(method === "POST" ? { body: "{}" } : {}) }
  return fetch(url, request).then(
    async (answer) => {
      await answer.arrayBuffer()
      return answer.status
    },
    () => 0,
  )
}

const told = (status: number): string => (status === 0 ? "gives no answer" : `answers ${status}`)

const ready = async (url: string, service: string): Promise<Finding> => {
  const status = await statusOf(`${url}/api/${service}/health/ready`, "GET")
  return status === 200
    ? finding("ok", service, "is ready, and its database answers it")
    : finding("fault", service, `${told(status)} when asked whether it is ready; read its log`)
}

// Without a signature: whoever answers so knows its secret and would have taken a signed one.
const refuses = async (url: string, path: string): Promise<Finding> => {
  const status = await statusOf(`${url}${path}`, "POST")
  return status === 400 || status === 401
    ? finding("ok", path, "answers, and refuses what is not signed")
    : finding("fault", path, `${told(status)} to what is not signed, and not 401; read its function's log`)
}

/** Each service and each webhook's function as people and providers reach them. */
export const doors = (env: Variables): Promise<ReadonlyArray<Finding>> => {
  const url = env["PUBLIC_URL"] ?? ""
  const unused = [env["EMAIL_PROVIDER"] === "ses" ? "resend" : "", env["STRIPE_EVENT_SOURCE"] ? "stripe" : ""]
  return Promise.all([
    ...serviceNames.map((service) => ready(url, service)),
    ...webhookRoutes.filter(({ provider }) => !unused.includes(provider)).map(({ path }) => refuses(url, path)),
  ])
}
