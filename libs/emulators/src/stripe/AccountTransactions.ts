import { newId } from "./Ids.ts"
import { createdParams, createdWithin, page, pagingParams } from "./Paging.ts"
import type { Endpoint } from "./Router.ts"
import type { AccountTransaction } from "./Wire.ts"
import { resource, type World } from "./World.ts"

interface Booking {
  readonly type: "charge" | "refund" | "adjustment"
  /** In minor units, negative for money that leaves. */
  readonly amount: number
  readonly source: { id: string; currency: string }
}

/** The fee of a charge: 2.9 % and 30 minor units. */
const feeOf = ({ type, amount }: Booking): number => (type === "charge" ? Math.round(amount * 0.029) + 30 : 0)

/** Books money that comes to or leaves the account. */
export const book = (world: World, booking: Booking): AccountTransaction => {
  const fee = feeOf(booking)
  const { currency } = booking.source
  const transaction: AccountTransaction = {
    id: newId("txn"),
    object: "balance_transaction",
    amount: booking.amount,
    available_on: world.now(),
    balance_type: "payments",
    created: world.now(),
    currency,
    description: null,
    exchange_rate: null,
    fee,
    fee_details:
      fee === 0
        ? []
        : [{ amount: fee, application: null, currency, description: "Stripe processing fees", type: "stripe_fee" }],
    net: booking.amount - fee,
    reporting_category: booking.type === "adjustment" ? "dispute" : booking.type,
    source: booking.source.id,
    status: "available",
    type: booking.type,
  }
  return world.accountTransactions.put(transaction.id, transaction)
}

export const accountTransactionEndpoints = (world: World): ReadonlyArray<Endpoint> => [
  {
    method: "GET",
    path: "/v1/balance_transactions",
    allow: [...pagingParams, ...createdParams, "type", "source", "currency"],
    handle: ({ params, path }) => {
      const type = params.string("type")
      const source = params.string("source")
      const within = createdWithin(params)
      const found = world.accountTransactions
        .all()
        .filter(
          (one) =>
            (type === undefined || one.type === type) && (source === undefined || one.source === source) && within(one),
        )
      return page(path, found, params)
    },
  },
  {
    method: "GET",
    path: "/v1/balance_transactions/:id",
    allow: [],
    handle: ({ id }) => resource(world.accountTransactions, "balance transaction", id),
  },
]
