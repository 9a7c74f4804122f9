import { saveCustomer } from "./CustomerFields.ts"
import { newId } from "./Ids.ts"
import type { BalanceTransaction, Customer, Metadata } from "./Wire.ts"
import type { World } from "./World.ts"

export interface Movement {
  /** In minor units; negative is credit for the customer. */
  readonly amount: number
  readonly currency: string
  readonly type: BalanceTransaction["type"]
  readonly description?: string | null
  readonly invoice?: string | null
  readonly creditNote?: string | null
  readonly metadata?: Metadata
}

/** Moves a customer's balance: the only way that it moves, so that it is always the sum of its transactions. */
export const moveBalance = (world: World, customer: Customer, movement: Movement): BalanceTransaction => {
  const transaction = recordMovement(world, customer, movement)
  saveCustomer(world, customer, {
    ...customer,
    balance: transaction.ending_balance,
    currency: customer.currency ?? movement.currency,
  })
  return transaction
}

/** Stores the transaction alone, for a customer that is yet to be stored with its ending balance. */
export const recordMovement = (
  world: World,
  customer: { id: string; balance: number },
  movement: Movement,
): BalanceTransaction => {
  const id = newId("cbtxn")
  return world.balanceTransactions.put(id, {
    id,
    object: "customer_balance_transaction",
    amount: movement.amount,
    checkout_session: null,
    created: world.now(),
    credit_note: movement.creditNote ?? null,
    currency: movement.currency,
    customer: customer.id,
    customer_account: null,
    description: movement.description ?? null,
    ending_balance: customer.balance + movement.amount,
    invoice: movement.invoice ?? null,
    livemode: false,
    metadata: movement.metadata ?? {},
    type: movement.type,
  })
}
