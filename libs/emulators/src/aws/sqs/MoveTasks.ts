import { randomUUID } from "node:crypto"
import { isObject } from "../AwsError.ts"
import type { Queue } from "./Queue.ts"
import { redrivePolicyOf } from "./QueueAttributes.ts"
import type { Operations } from "./QueueOperations.ts"
import type { Queues } from "./Queues.ts"
import { integer, invalidParameter, invalidValue, needed, optional, resourceNotFound } from "./SqsError.ts"
import { isFifo, type Message } from "./SqsModel.ts"

interface MoveTask {
  readonly id: string
  readonly sourceArn: string
  readonly destinationArn?: string | undefined
  readonly perSecond?: number | undefined
  readonly toMove: number
  readonly moved: number
  /** Milliseconds since 1970. */
  readonly startedAt: number
  readonly status: "RUNNING" | "COMPLETED" | "CANCELLED" | "FAILED"
  readonly failure?: string
}

const handleOf = (task: MoveTask): string =>
  Buffer.from(JSON.stringify({ taskId: task.id, sourceArn: task.sourceArn })).toString("base64")

const readTaskHandle = (handle: string): { taskId: string; sourceArn: string } => {
  const read = ((): unknown => {
    try {
      return JSON.parse(Buffer.from(handle, "base64").toString())
    } catch {
      return undefined
    }
  })()
  const { taskId, sourceArn } = isObject(read) ? read : {}
  if (typeof taskId !== "string" || typeof sourceArn !== "string")
    throw invalidParameter("Value for parameter TaskHandle is invalid.")
  return { taskId, sourceArn }
}

const missing = (parameter: string) =>
  resourceNotFound(`The resource that you specified for the ${parameter} parameter doesn't exist.`)

const view = (task: MoveTask) => ({
  ...(task.status === "RUNNING" ? { TaskHandle: handleOf(task) } : {}),
  Status: task.status,
  SourceArn: task.sourceArn,
  DestinationArn: task.destinationArn,
  MaxNumberOfMessagesPerSecond: task.perSecond,
  ApproximateNumberOfMessagesMoved: task.moved,
  ApproximateNumberOfMessagesToMove: task.toMove,
  FailureReason: task.failure,
  StartedTimestamp: task.startedAt,
})

/** A moved message is a new one: its id, its time and its counts start again. */
const move = (queues: Queues, source: Queue, target: Queue, message: Message): void => {
  const now = queues.clock.now()
  const { body, bodyMd5, attributes, traceHeader, groupId, deduplicationId, sequenceNumber } = message
  target.add({
    body,
    bodyMd5,
    attributes,
    traceHeader,
    groupId,
    deduplicationId,
    sequenceNumber,
    id: randomUUID(),
    order: target.nextOrder(),
    sentAt: now,
    receives: 0,
    visibleAt: now,
  })
  source.delete(message)
}

/** Tasks that move messages out of a dead-letter queue; those that a stop interrupted go on at the next start. */
export const makeMoveTasks = (queues: Queues) => {
  const tasks = queues.store.collection<MoveTask>("queue-move-tasks")
  const timers = new Map<string, NodeJS.Timeout>()
  const end = (task: MoveTask, status: MoveTask["status"], failure?: string): MoveTask =>
    tasks.put(task.id, { ...task, status, ...(failure === undefined ? {} : { failure }) })

  /** Moves the next messages that are visible; false when there are none. */
  const step = (task: MoveTask, source: Queue): boolean => {
    const now = queues.clock.now()
    const due = source.messages().filter(({ visibleAt }) => visibleAt <= now)
    for (const message of due.slice(0, task.perSecond ?? 500)) {
      const target = queues.byArn(task.destinationArn ?? message.deadLetterSource ?? "")
      if (target === undefined) {
        end(
          tasks.get(task.id) ?? task,
          "FAILED",
          message.deadLetterSource === undefined
            ? "CouldNotDetermineMessageSource"
            : "AWS.SimpleQueueService.NonExistentQueue",
        )
        return false
      }
      move(queues, source, target, message)
      const current = tasks.get(task.id) ?? task
      tasks.put(task.id, { ...current, moved: current.moved + 1 })
    }
    return due.length > (task.perSecond ?? 500)
  }
  const run = (id: string): void => {
    timers.delete(id)
    const task = tasks.get(id)
    if (task === undefined || task.status !== "RUNNING") return
    const source = queues.byArn(task.sourceArn)
    if (source === undefined) return void end(task, "FAILED", "AWS.SimpleQueueService.NonExistentQueue")
    if (step(task, source)) return schedule(id, task.perSecond === undefined ? 0 : 1_000)
    const after = tasks.get(id)
    if (after?.status === "RUNNING") end(after, "COMPLETED")
  }
  const schedule = (id: string, milliseconds: number): void =>
    void timers.set(
      id,
      setTimeout(() => run(id), milliseconds),
    )
  for (const { id, status } of tasks.all()) if (status === "RUNNING") schedule(id, 0)

  const tasksOf = (arn: string) => tasks.all().filter(({ sourceArn }) => sourceArn === arn)
  const deadLettersOf = (arn: string): Queue => {
    const source = queues.byArn(arn)
    if (source === undefined) throw missing("SourceArn")
    const isTarget = queues.all().some(({ record }) => redrivePolicyOf(record)?.deadLetterTargetArn === arn)
    if (!isTarget) throw invalidParameter("Source queue must be configured as a Dead Letter Queue.")
    return source
  }

  const operations: Operations = {
    StartMessageMoveTask: (input) => {
      const sourceArn = needed(input, "SourceArn")
      const source = deadLettersOf(sourceArn)
      const destinationArn = optional(input, "DestinationArn")
      const target = destinationArn === undefined ? source : queues.byArn(destinationArn)
      if (target === undefined) throw missing("DestinationArn")
      if (isFifo(target.record) !== isFifo(source.record))
        throw invalidParameter("Source queue and destination queue must be of the same type.")
      const perSecond = integer(input, "MaxNumberOfMessagesPerSecond")
      if (perSecond !== undefined && (perSecond < 1 || perSecond > 500))
        throw invalidValue(perSecond, "MaxNumberOfMessagesPerSecond", "Must be between 1 and 500, if provided.")
      if (tasksOf(sourceArn).some(({ status }) => status === "RUNNING"))
        throw invalidParameter(
          "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
        )
      const id = randomUUID()
      const [toMove, startedAt] = [source.messages().length, queues.clock.now()]
      const task = tasks.put(id, {
        id,
        sourceArn,
        destinationArn,
        perSecond,
        toMove,
        moved: 0,
        startedAt,
        status: "RUNNING",
      })
      schedule(id, 0)
      return { TaskHandle: handleOf(task) }
    },
    ListMessageMoveTasks: (input) => {
      const arn = needed(input, "SourceArn")
      if (queues.byArn(arn) === undefined) throw missing("SourceArn")
      const maximum = integer(input, "MaxResults") ?? 1
      if (maximum < 1 || maximum > 10)
        throw invalidValue(maximum, "MaxResults", "Must be between 1 and 10, if provided.")
      return { Results: tasksOf(arn).toReversed().slice(0, maximum).map(view) }
    },
    CancelMessageMoveTask: (input) => {
      const { taskId, sourceArn } = readTaskHandle(needed(input, "TaskHandle"))
      if (queues.byArn(sourceArn) === undefined) throw missing("SourceArn")
      const task = tasks.get(taskId)
      if (task === undefined || task.sourceArn !== sourceArn) throw resourceNotFound("Task does not exist.")
      if (task.status !== "RUNNING") throw invalidParameter("Only active tasks can be cancelled.")
      clearTimeout(timers.get(taskId))
      return { ApproximateNumberOfMessagesMoved: end(task, "CANCELLED").moved }
    },
  }
  return {
    operations,
    close: (): void => {
      for (const timer of timers.values()) clearTimeout(timer)
    },
  }
}
