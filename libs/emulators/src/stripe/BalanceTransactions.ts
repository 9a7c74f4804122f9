import { saveCustomer } from "./CustomerFields.ts"
import { invalid, missingParameter } from "./Errors.ts"
import { newId } from "./Ids.ts"
import { page, pagingParams } from "./Paging.ts"
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
  const transaction: BalanceTransaction = {
    id: newId("cbtxn"),
    object: "customer_balance_transaction",
    amount,
    checkout_session: null,
    created: world.now(),
    credit_note: null,
    currency,
    customer: customer.id,
    customer_account: null,
    description: params.string("description") ?? null,
    ending_balance: customer.balance + amount,
    invoice: null,
    livemode: false,
    metadata: params.metadata(),
    type: "adjustment",
  }
  saveCustomer(world, customer, { ...customer, balance: transaction.ending_balance, currency })
  return world.balanceTransactions.put(transaction.id, transaction)
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
    allow: pagingParams,
    handle: ({ id, params, path }) => {
      const customer = resource(world.customers, "customer", id)
      return page(
        path,
        world.balanceTransactions.all().filter((one) => one.customer === customer.id),
        params,
      )
    },
  },
]
