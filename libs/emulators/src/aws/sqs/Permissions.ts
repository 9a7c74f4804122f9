import { isObject, type Json } from "../AwsError.ts"
import type { Queue } from "./Queue.ts"
import type { Operations } from "./QueueOperations.ts"
import type { Queues } from "./Queues.ts"
import { invalidValue, missingParameter, needed, strings } from "./SqsError.ts"

const one = <A>(values: ReadonlyArray<A>): A | ReadonlyArray<A> => {
  const [first] = values
  return values.length === 1 && first !== undefined ? first : values
}

const statementsOf = (queue: Queue): ReadonlyArray<Json> => {
  const policy: unknown = JSON.parse(queue.record.attributes["Policy"] ?? "{}")
  const statements = isObject(policy) ? policy["Statement"] : undefined
  return (Array.isArray(statements) ? statements : []).filter(isObject)
}

const write = (queues: Queues, { record }: Queue, statements: ReadonlyArray<Json>): void => {
  const { Policy: _policy, ...attributes } = record.attributes
  const policy = { Version: "2008-10-17", Id: `${record.arn}/SQSDefaultPolicy`, Statement: statements }
  const changed = statements.length === 0 ? attributes : { ...attributes, Policy: JSON.stringify(policy) }
  queues.save({ ...record, attributes: changed })
}

/** Adding and removing statements of a queue's policy, which nothing here enforces. */
export const permissionOperations = (queues: Queues): Operations => ({
  AddPermission: (input) => {
    const queue = queues.of(input)
    const label = needed(input, "Label")
    const accounts = strings(input, "AWSAccountIds")
    const actions = strings(input, "Actions")
    if (accounts.length === 0) throw missingParameter("AWSAccountIds")
    if (actions.length === 0) throw missingParameter("Actions")
    const statements = statementsOf(queue)
    if (statements.some(({ Sid }) => Sid === label)) throw invalidValue(label, "Label", "Already exists.")
    const statement = {
      Sid: label,
      Effect: "Allow",
      Principal: { AWS: one(accounts.map((account) => `arn:aws:iam::${account}:root`)) },
      Action: one(actions.map((action) => `SQS:${action}`)),
      Resource: queue.record.arn,
    }
    write(queues, queue, [...statements, statement])
  },
  RemovePermission: (input) => {
    const queue = queues.of(input)
    const label = needed(input, "Label")
    const statements = statementsOf(queue)
    const kept = statements.filter(({ Sid }) => Sid !== label)
    if (kept.length === statements.length) throw invalidValue(label, "Label", "can't find label.")
    write(queues, queue, kept)
  },
})
