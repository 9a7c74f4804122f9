import { SQSClient } from "@aws-sdk/client-sqs"
import { serve } from "@hono/node-server"
import { Hono } from "hono"
import { listenHost } from "../Hosts.ts"
import { invokeAsync } from "./AsyncInvocation.ts"
import { InvocationFailed, type FunctionSpec } from "./Instance.ts"
import { LambdaFunction } from "./LambdaFunction.ts"
import { startPoller } from "./Poller.ts"
import { startSchedule } from "./Schedule.ts"

/** A function, and the queue that feeds it or the clock that starts it if there is one. */
export interface RunnerFunction extends FunctionSpec {
  readonly queue?: { readonly name: string; readonly batchSize: number; readonly maxConcurrency: number }
  readonly everySeconds?: number
  /** Told of what an asynchronous invocation gave up. */
  readonly failureQueue?: string
}

export interface RunnerOptions {
  /** Of the Invoke API; 0 takes any free one. */
  readonly port: number
  readonly awsUrl: string
  readonly region: string
  readonly accountId: string
  readonly functions: ReadonlyArray<RunnerFunction>
  readonly log: (line: Readonly<Record<string, unknown>>) => void
}

type Invoke = (target: LambdaFunction, event: unknown) => Promise<void>

const invokeApi = (functions: ReadonlyMap<string, LambdaFunction>, invokeLater: Invoke) =>
  new Hono()
    .get("/health", (c) => c.json({ status: "ok" }))
    .post("/2015-03-31/functions/:name/invocations", async (c) => {
      const target = functions.get(c.req.param("name"))
      if (target === undefined) {
        c.header("x-amzn-errortype", "ResourceNotFoundException")
        return c.json({ Message: `Function not found: ${c.req.param("name")}` }, 404)
      }
      if (c.req.header("x-amz-invocation-type") === "Event") {
        await invokeLater(target, await c.req.json())
        return c.body(null, 202)
      }
      try {
        return c.json(await target.invoke(await c.req.json()))
      } catch (error) {
        if (!(error instanceof InvocationFailed)) throw error
        c.header("x-amz-function-error", "Unhandled")
        return c.json(error.failure)
      }
    })

/** Lambda on this machine: event source mappings from the queues, and the Invoke API for the gateway. */
export const startRunner = async (options: RunnerOptions) => {
  const { awsUrl, region, accountId } = options
  const functions = new Map(
    options.functions.map((spec) => [spec.functionName, new LambdaFunction(spec, spec.queue?.maxConcurrency)]),
  )
  const sqs = new SQSClient({
    endpoint: awsUrl,
    region,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  })
  const failures = (name: string) => (error: unknown) =>
    options.log({ level: "ERROR", message: "An invocation failed", function: name, error: String(error) })
  const pollers = options.functions.flatMap(({ queue, functionName }) => {
    const target = functions.get(functionName)
    if (queue === undefined || target === undefined) return []
    const { name, batchSize, maxConcurrency } = queue
    const queueUrl = `${awsUrl}/${accountId}/${name}`
    const queueArn = `arn:aws:sqs:${region}:${accountId}:${name}`
    const onFailure = failures(functionName)
    return [startPoller({ sqs, queueUrl, queueArn, batchSize, maxConcurrency, region, target, onFailure })]
  })
  const schedules = options.functions.flatMap(({ everySeconds, functionName }) => {
    const target = functions.get(functionName)
    if (everySeconds === undefined || target === undefined) return []
    return [startSchedule({ everySeconds, target, region, accountId, onFailure: failures(functionName) })]
  })
  const app = invokeApi(functions, (target, event) => {
    const { functionName } = target.spec
    const queue = options.functions.find((one) => one.functionName === functionName)?.failureQueue
    return invokeAsync({
      sqs,
      target,
      event,
      functionArn: `arn:aws:lambda:${region}:${accountId}:function:${functionName}`,
      failureQueueUrl: queue === undefined ? undefined : `${awsUrl}/${accountId}/${queue}`,
      onFailure: failures(functionName),
    })
  })
  const server = await new Promise<ReturnType<typeof serve>>((resolve, reject) => {
    const starting = serve({ fetch: app.fetch, port: options.port, hostname: listenHost }, () => resolve(starting))
    starting.once("error", reject)
  })
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : options.port}`,
    /** Makes the workers of all functions but the scheduled, so that the first events need not wait. */
    warm: () => {
      for (const { everySeconds, functionName } of options.functions)
        if (everySeconds === undefined) functions.get(functionName)?.warm()
    },
    close: async () => {
      server.close()
      for (const schedule of schedules) schedule.stop()
      await Promise.all(pollers.map((poller) => poller.stop()))
      await Promise.all([...functions.values()].map((one) => one.close()))
      sqs.destroy()
    },
  }
}
