import { Heap } from "./Heap.ts"
import type { Message } from "./SqsModel.ts"

/** Which of a queue's messages may be received next. */
export interface MessageOrder {
  /** A message came, or its visibility changed. */
  place(message: Message, now: number): void
  remove(message: Message): void
  clear(): void
  /** Visible messages, those to be received first first. What is taken must be placed again or removed before the next one. */
  visible(now: number): Iterable<Message>
  /** When a hidden message becomes visible, in milliseconds since 1970. */
  nextAt(now: number): number
}

/** A standard queue: the oldest visible message first, at the same cost however many are hidden. */
export const standardOrder = (): MessageOrder => {
  const held = new Set<Message>()
  let ready = new Heap<Message>()
  let hidden = new Heap<Message>()
  const isHidden = (message: Message, at: number) => held.has(message) && message.visibleAt === at
  const promote = (now: number): void => {
    for (let top = hidden.peek(); top !== undefined; top = hidden.peek()) {
      if (isHidden(top.value, top.key) && top.key > now) return
      hidden.pop()
      if (isHidden(top.value, top.key)) ready.push(top.value.order, top.value)
    }
  }
  return {
    place: (message, now) => {
      held.add(message)
      if (message.visibleAt > now) hidden.push(message.visibleAt, message)
      else ready.push(message.order, message)
    },
    remove: (message) => void held.delete(message),
    clear: () => {
      held.clear()
      ready = new Heap()
      hidden = new Heap()
    },
    *visible(now) {
      promote(now)
      for (let top = ready.peek(); top !== undefined; top = ready.peek()) {
        ready.pop()
        if (held.has(top.value) && top.value.visibleAt <= now) yield top.value
      }
    },
    nextAt: (now) => {
      promote(now)
      return hidden.peek()?.key ?? Infinity
    },
  }
}

/** A FIFO queue: in the order of sending, and of each message group only up to its first hidden message. */
export const fifoOrder = (): MessageOrder => {
  const held = new Set<Message>()
  return {
    place: (message) => void held.add(message),
    remove: (message) => void held.delete(message),
    clear: () => held.clear(),
    *visible(now) {
      const blocked = new Set<string | undefined>()
      // One group after another: as many of the first group as are asked for, then the next.
      const groups = Map.groupBy(held, ({ groupId }) => groupId)
      for (const [group, messages] of groups) {
        for (const message of messages) {
          if (message.visibleAt > now) blocked.add(group)
          if (blocked.has(group)) break
          yield message
        }
      }
    },
    nextAt: (now) => {
      let next = Infinity
      for (const { visibleAt } of held) if (visibleAt > now && visibleAt < next) next = visibleAt
      return next
    },
  }
}
