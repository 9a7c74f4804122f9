import { moveBalance } from "./Balance.ts"
import { invalid, missingParameter, noSuchResource } from "./Errors.ts"
import { createdParams, createdWithin, page, pagingParams } from "./Paging.ts"
import type { Params } from "./Params.ts"
import type { Endpoint } from "./Router.ts"
import type { BalanceTransaction, Customer } from "./Wire.ts"
import { resource, type World } from "./World.ts"

/** Moves the customer's balance: a negative amount is credit, in minor units. */
const adjust = (world: World, customer: Customer, params: Params): BalanceTransaction => {
  const amount = params.integer("amount")
  if (amount === undefined) throw missingParameter("amount")
  const currency = params.required("currency").toLowerCase()
  if (customer.currency && customer.currency !== currency) {
    throw invalid(`The customer's currency is ${customer.currency}; a balance has one currency.`, { param: "currency" })
  }
  if (amount === 0) throw invalid("Amount must be non-zero.", { param: "amount" })
  if (Math.abs(amount) > 99_999_999)
    throw invalid("Amount must be no more than $999,999.99", { code: "amount_too_large", param: "amount" })
  return moveBalance(world, customer, {
    amount,
    currency,
    type: "adjustment",
    description: params.string("description") ?? null,
    metadata: params.metadata(),
  })
}

export const balanceTransactionEndpoints = (world: World): ReadonlyArray<Endpoint> => [
  {
    method: "POST",
    path: "/v1/customers/:id/balance_transactions",
    allow: ["amount", "currency", "description", "metadata", "metadata[*]"],
    handle: ({ id, params }) => adjust(world, resource(world.customers, "customer", id), params),
  },
  {
    method: "GET",
    path: "/v1/customers/:id/balance_transactions",
    allow: [...pagingParams, ...createdParams],
    handle: ({ id, params, path }) => {
      const customer = resource(world.customers, "customer", id)
      const within = createdWithin(params)
      return page(
        path,
        world.balanceTransactions.all().filter((one) => one.customer === customer.id && within(one)),
        params,
      )
    },
  },
  {
    method: "GET",
    path: "/v1/customers/:parent/balance_transactions/:id",
    allow: [],
    handle: ({ parent, id }) => named(world, parent, id),
  },
  {
    method: "POST",
    path: "/v1/customers/:parent/balance_transactions/:id",
    allow: ["description", "metadata", "metadata[*]"],
    handle: ({ parent, id, params }) => {
      const before = named(world, parent, id)
      return world.balanceTransactions.put(id, {
        ...before,
        description: params.has("description") ? (params.nullable("description") ?? null) : before.description,
        metadata: params.metadata(before.metadata),
      })
    },
  },
]

const named = (world: World, customer: string, id: string): BalanceTransaction => {
  const found = resource(world.balanceTransactions, "customer balance transaction", id)
  if (found.customer === customer) return found
  throw noSuchResource("customer balance transaction", id)
}
