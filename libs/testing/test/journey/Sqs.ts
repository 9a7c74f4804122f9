interface Message {
  readonly MessageId: string
  readonly Body: string
  readonly ReceiptHandle: string
  readonly MessageAttributes?: Readonly<Record<string, { readonly StringValue?: string }>>
}

/** One queue, by SQS's JSON protocol, without a client: what is sent here is exactly what is written. */
export const queueAt = (awsUrl: string, name: string) => {
  const call = async (operation: string, input: object): Promise<{ readonly Messages?: ReadonlyArray<Message> }> => {
    const response = await fetch(awsUrl, {
      method: "POST",
      headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": `AmazonSQS.${operation}` },
      body: JSON.stringify({ QueueUrl: `${awsUrl}/000000000000/${name}`, ...input }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${operation} on ${name}: ${response.status} ${text}`)
    return text === "" ? {} : JSON.parse(text)
  }
  return {
    /** All at once, at most ten, in this order. */
    send: (bodies: ReadonlyArray<string>) =>
      call("SendMessageBatch", { Entries: bodies.map((MessageBody, index) => ({ Id: `m${index}`, MessageBody })) }),
    /** At most ten, which stay where they are and can be received again at once. */
    peek: async (): Promise<ReadonlyArray<Message>> =>
      (await call("ReceiveMessage", { MaxNumberOfMessages: 10, VisibilityTimeout: 0, MessageAttributeNames: ["All"] }))
        .Messages ?? [],
    delete: ({ ReceiptHandle }: Message) => call("DeleteMessage", { ReceiptHandle }),
  }
}
