import * as Sqs from "@aws-sdk/client-sqs"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { arnOf, openAws, type AwsUnderTest } from "./awsHarness.ts"

const folder = mkdtempSync(join(tmpdir(), "tango-fifo-"))
let aws: AwsUnderTest
beforeAll(async () => {
  aws = await openAws(join(folder, "emulators.sqlite"))
})
afterAll(async () => {
  await aws.close()
  rmSync(folder, { recursive: true, force: true })
})

const queue = (name: string, more: Record<string, string> = {}) =>
  aws.queue(`${name}.fifo`, { FifoQueue: "true", ...more })
const send = (
  QueueUrl: string,
  MessageGroupId: string,
  body: string,
  MessageDeduplicationId = `${MessageGroupId}-${body}`,
) => aws.send(QueueUrl, body, { MessageGroupId, MessageDeduplicationId })
const bodies = async (QueueUrl: string, MaxNumberOfMessages = 10) =>
  (await aws.receive(QueueUrl, { MaxNumberOfMessages })).map(({ Body }) => Body)

describe("a FIFO queue", () => {
  it("keeps the order of a group and waits for its earlier messages", async () => {
    const QueueUrl = await queue("groups")
    for (const [group, body] of [
      ["a", "a1"],
      ["b", "b1"],
      ["a", "a2"],
      ["a", "a3"],
    ] as const)
      await send(QueueUrl, group, body)
    const [first] = await aws.receive(QueueUrl, { MaxNumberOfMessages: 1 })
    expect(first?.Body).toBe("a1")
    expect(await bodies(QueueUrl)).toEqual(["b1"])
    await aws.sqs.send(new Sqs.DeleteMessageCommand({ QueueUrl, ReceiptHandle: first?.ReceiptHandle }))
    expect(await bodies(QueueUrl)).toEqual(["a2", "a3"])
  })

  it("gives a group's messages up to the first that is still hidden", async () => {
    const QueueUrl = await queue("hidden", { VisibilityTimeout: "10" })
    for (const body of ["foo", "bar", "baz"]) await send(QueueUrl, "1", body)
    const [, bar] = await aws.receive(QueueUrl)
    await aws.sqs.send(
      new Sqs.ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: bar?.ReceiptHandle, VisibilityTimeout: 40 }),
    )
    aws.clock.advance(20)
    expect(await bodies(QueueUrl)).toEqual(["foo"])
  })

  it("takes a deduplication id once in five minutes, also over a restart", async () => {
    let QueueUrl = await queue("once")
    const first = await send(QueueUrl, "a", "one", "id")
    const again = await send(QueueUrl, "b", "two", "id")
    expect(again).toMatchObject({ MessageId: first.MessageId, SequenceNumber: first.SequenceNumber })
    await aws.close()
    aws = await openAws(join(folder, "emulators.sqlite"))
    QueueUrl = await queue("once")
    await send(QueueUrl, "a", "three", "id")
    const [message, ...others] = await aws.receive(QueueUrl)
    expect(others).toEqual([])
    expect(message).toMatchObject({
      Body: "one",
      Attributes: { MessageGroupId: "a", MessageDeduplicationId: "id", SequenceNumber: first.SequenceNumber },
    })
    aws.clock.advance(301)
    const later = await send(QueueUrl, "c", "four", "id")
    expect(later.SequenceNumber?.length).toBe(20)
    expect(BigInt(later.SequenceNumber ?? 0) > BigInt(first.SequenceNumber ?? 0)).toBe(true)
    expect(await bodies(QueueUrl)).toContain("four")
  })

  it("knows a message by its content, and a group's ids apart, where asked to", async () => {
    const byContent = await queue("content", { ContentBasedDeduplication: "true" })
    for (const MessageGroupId of ["a", "b"]) await aws.send(byContent, "same", { MessageGroupId })
    expect(await bodies(byContent)).toEqual(["same"])
    const byGroup = await queue("scope", {
      DeduplicationScope: "messageGroup",
      FifoThroughputLimit: "perMessageGroupId",
    })
    for (const group of ["a", "b", "a"]) await send(byGroup, group, group, "id")
    expect(await bodies(byGroup)).toEqual(["a", "b"])
  })

  it("ends a receipt handle with the visibility it came with", async () => {
    const QueueUrl = await queue("expired", { VisibilityTimeout: "5" })
    await send(QueueUrl, "a", "one")
    const [message] = await aws.receive(QueueUrl)
    aws.clock.advance(6)
    await expect(
      aws.sqs.send(new Sqs.DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle })),
    ).rejects.toThrow("The receipt handle has expired.")
  })

  it("hands poison on, so that its group goes on", async () => {
    await queue("dlq")
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf("dlq.fifo"), maxReceiveCount: 1 })
    const QueueUrl = await queue("poison", { RedrivePolicy })
    await send(QueueUrl, "a", "poison")
    await aws.receive(QueueUrl, { VisibilityTimeout: 0 })
    await send(QueueUrl, "a", "next")
    expect(await bodies(QueueUrl)).toEqual(["next"])
  })
})
