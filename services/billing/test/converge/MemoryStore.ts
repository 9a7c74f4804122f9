import { CurrentTenant } from "@tango/contracts/Principal"
import { Effect, Layer, Semaphore } from "effect"
import type { Announcement, Changes, Copy } from "../../src/domain/Digest.ts"
import { emptyCopy } from "../../src/domain/Digest.ts"
import { Store } from "../../src/Store.ts"

/** Everything that was written for one organization. */
export interface Written {
  copy: Copy
  announcements: ReadonlyArray<Announcement>
  ledger: number
  claimed: ReadonlySet<string>
}

const apply = (before: Written, copy: Copy, changes: Changes): Written => {
  const changed = new Set(changes.invoices.map(({ invoiceId }) => invoiceId))
  const isAnnounced = changes.announcements.some(({ _tag }) => _tag === "SubscriptionChanged")
  return {
    ...before,
    announcements: [...before.announcements, ...changes.announcements],
    ledger: before.ledger + changes.credits.reduce((sum, { amount }) => sum + amount, 0),
    copy: {
      snapshot: changes.snapshot ?? copy.snapshot,
      version: copy.version + (isAnnounced ? 1 : 0),
      told: changes.told ?? copy.told,
      invoices: [...changes.invoices, ...copy.invoices.filter(({ invoiceId }) => !changed.has(invoiceId))],
      credits: new Set([...copy.credits, ...changes.credits.map(({ transactionId }) => transactionId)]),
    },
  }
}

/** The store in memory, of one organization: one transaction at a time unless it is sabotaged, undone when it fails. */
export const layerMemoryStore = (written: Written, { locks = true } = {}) =>
  Layer.effect(
    Store,
    Effect.gen(function* () {
      const lock = yield* Semaphore.make(locks ? 1 : 100)
      return Store.of({
        // Nothing that runs on this store asks for the database's transaction.
        open: ((body: Parameters<Store["Service"]["open"]>[0]) =>
          lock.withPermits(1)(
            Effect.gen(function* () {
              const before = { ...written }
              const claim = (id: string) =>
                Effect.sync(() => {
                  const fresh = !written.claimed.has(id)
                  written.claimed = new Set([...written.claimed, id])
                  return fresh
                })
              const save = (copy: Copy, changes: Changes) =>
                Effect.sync(() => void Object.assign(written, apply(written, copy, changes)))
              return yield* body({
                claim,
                load: Effect.andThen(
                  Effect.yieldNow,
                  Effect.sync(() => written.copy),
                ),
                save,
              }).pipe(Effect.onError(() => Effect.sync(() => void Object.assign(written, before))))
            }),
          )) as Store["Service"]["open"],
        snapshot: Effect.sync(() => written.copy.snapshot),
        organizations: Effect.map(Effect.serviceOption(CurrentTenant), () => []),
      })
    }),
  )

export const nothingWritten = (): Written => ({ copy: emptyCopy, announcements: [], ledger: 0, claimed: new Set() })
