import { jobPeriodSeconds } from "@tango/contracts/Topology"
import { join } from "node:path"
import type { ServiceDatabase } from "../Databases.ts"
import {
  credentials,
  databaseEnvironment,
  emulatorAt,
  queueUrl,
  serviceEnvironment,
  type Environment,
} from "../Environment.ts"
import type { Ports } from "../Ports.ts"
import type { RunnerFunction, RunnerOptions } from "../runner/Runner.ts"
import type { Topology } from "../Topology.ts"

const webhookTimeoutSeconds = 10

// Each is a worker with a heap and pools of its own: one on a developer's machine, unless somebody looks for what side by side breaks.
const localConcurrency = Number(process.env["TANGO_CONSUMER_CONCURRENCY"] ?? 1)

/** The functions of all services as the runner needs them: a consumer gets its service's rows and its own dead-letter queue. */
export const runnerOptions = (
  root: string,
  topology: Topology,
  ports: Ports,
  databases: Readonly<Record<string, ServiceDatabase>>,
): Omit<RunnerOptions, "log"> => {
  const consumers = topology.consumerRoutes.map((route): RunnerFunction => {
    const database = databases[route.consumer]
    const environment: Environment = {
      ...serviceEnvironment(route.consumer, ports),
      ...(database === undefined ? {} : databaseEnvironment(database)),
      QUEUE_URL: queueUrl(route.queue, ports),
      DEAD_LETTER_QUEUE_URL: queueUrl(route.deadLetterQueue, ports),
      // Nobody wants to wait half a minute while developing.
      RETRY_BASE_SECONDS: "1",
    }
    const { functionName, timeoutSeconds, queue, batchSize } = route
    const maxConcurrency = Math.min(route.maxConcurrency, localConcurrency)
    return {
      functionName,
      entry: join(root, route.entry),
      timeoutSeconds,
      environment,
      queue: { name: queue, batchSize, maxConcurrency },
    }
  })
  const direct = topology.directRoutes.map(
    ({ entry, failureQueue, functionName, service, timeoutSeconds }): RunnerFunction => ({
      functionName,
      entry: join(root, entry),
      timeoutSeconds,
      environment: serviceEnvironment(service, ports),
      failureQueue,
    }),
  )
  const webhooks = topology.webhookRoutes.map((route): RunnerFunction => ({
    functionName: route.functionName,
    entry: join(root, route.entry),
    timeoutSeconds: webhookTimeoutSeconds,
    environment: serviceEnvironment(route.service, ports),
  }))
  const jobs = topology.jobRoutes.map((route): RunnerFunction => {
    const database = databases[route.service]
    return {
      functionName: route.functionName,
      entry: join(root, route.entry),
      timeoutSeconds: route.timeoutSeconds,
      environment: {
        ...serviceEnvironment(route.service, ports),
        ...(database === undefined ? {} : databaseEnvironment(database)),
      },
      everySeconds: jobPeriodSeconds(route),
    }
  })
  const { region, accountId } = credentials.aws
  return {
    port: ports.runner,
    awsUrl: emulatorAt(ports.aws),
    region,
    accountId,
    functions: [...consumers, ...direct, ...webhooks, ...jobs],
  }
}
