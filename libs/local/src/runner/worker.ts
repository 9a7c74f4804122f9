import "../jsx.ts"
import { randomUUID } from "node:crypto"
import { pathToFileURL } from "node:url"
import { parentPort, workerData } from "node:worker_threads"
import { functionError, type Answer, type Invocation, type WorkerSettings } from "./Messages.ts"

const { entry, functionName }: WorkerSettings = workerData

const contextOf = (deadline: number) => ({
  functionName,
  functionVersion: "$LATEST",
  invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
  memoryLimitInMB: "512",
  awsRequestId: randomUUID(),
  logGroupName: `/aws/lambda/${functionName}`,
  logStreamName: "local",
  callbackWaitsForEmptyEventLoop: true,
  getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
})

const load = async () => {
  const module: { handler?: (event: unknown, context: unknown) => unknown } = await import(pathToFileURL(entry).href)
  if (typeof module.handler !== "function") throw new Error(`${entry} exports no handler`)
  return module.handler
}

// Loaded before the first event, as Lambda does; a failure to load fails the invocations, not the runner.
const handler = load()
handler.catch(() => {})

const answer = async ({ id, event, deadline }: Invocation): Promise<Answer> => {
  try {
    await handler
  } catch (error) {
    return { id, error: functionError(error), broken: true }
  }
  try {
    return { id, result: (await (await handler)(event, contextOf(deadline))) ?? null }
  } catch (error) {
    return { id, error: functionError(error) }
  }
}

const port = parentPort
port?.on("message", (invocation: Invocation) => {
  void answer(invocation).then((result) => port.postMessage(result))
})
