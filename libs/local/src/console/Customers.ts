import { isRecord, list, string } from "./Json.ts"

/** The cards that the console offers, by what becomes of a payment. */
const cards = { pays: "pm_card_visa", fails: "pm_card_chargeCustomerFail" } as const

const customer = (value: unknown) => {
  const one = isRecord(value) ? value : {}
  return {
    id: string(one["id"]),
    name: string(one["name"]) || string(one["email"]) || string(one["id"]),
    now: new Date(Number(one["now"]) * 1000).toISOString(),
    hasOwnTime: typeof one["testClock"] === "string",
  }
}

/** The paying customers at the local Stripe: the time of one of them, and whether its card pays. */
export const makeCustomers = (stripeUrl: string) => {
  const at = `${stripeUrl}/_emulator/customers`
  /** Undefined when there is no such customer. */
  const tell = async (id: string, action: string, body: object) => {
    const answer = await fetch(`${at}/${encodeURIComponent(id)}/${action}`, {
      method: "POST",
      body: JSON.stringify(body),
    })
    return answer.ok ? customer(await answer.json()) : undefined
  }
  return {
    list: async () => {
      const body: unknown = await (await fetch(at)).json()
      return list(isRecord(body) ? body["customers"] : []).map(customer)
    },
    advance: (id: string, seconds: number) => tell(id, "advance", { seconds }),
    useCard: (id: string, card: keyof typeof cards) => tell(id, "card", { card: cards[card] }),
  }
}
