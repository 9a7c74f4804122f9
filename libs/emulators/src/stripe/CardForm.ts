import { cardByNumber, isCardNumber, type TestCard } from "./Cards.ts"

/** What was typed, as text, so that it can be shown again. */
export interface CardEntry {
  readonly number: string
  readonly expiry: string
  readonly cvc: string
  readonly name: string
}

export type CardErrors = Partial<Record<keyof CardEntry, string>>

export interface ValidCard {
  readonly card: TestCard
  readonly expMonth: number
  readonly expYear: number
  readonly name: string
}

/** Reads what was typed: a card, or what is wrong with each field. `now` in seconds. */
export const readCard = (entry: CardEntry, now: number): ValidCard | CardErrors => {
  const digits = entry.number.replaceAll(/[\s-]/g, "")
  const expiry = /^\s*(\d{1,2})\s*\/?\s*(\d{2}|20\d{2})\s*$/.exec(entry.expiry)
  const expMonth = Number(expiry?.[1])
  const expYear = 2000 + (Number(expiry?.[2]) % 100)
  const errors: CardErrors = {
    ...(isCardNumber(digits) ? {} : { number: digits === "" ? "Required" : "Your card number is invalid." }),
    ...expiryError(entry.expiry, expiry !== null, expMonth, expYear, now),
    ...(/^\d{3,4}$/.test(entry.cvc.trim())
      ? {}
      : { cvc: entry.cvc.trim() === "" ? "Required" : "Your card's security code is incomplete." }),
    ...(entry.name.trim() === "" ? { name: "Required" } : {}),
  }
  if (Object.keys(errors).length > 0) return errors
  return { card: cardByNumber(digits), expMonth, expYear, name: entry.name.trim() }
}

const expiryError = (text: string, readable: boolean, month: number, year: number, now: number): CardErrors => {
  if (text.trim() === "") return { expiry: "Required" }
  if (!readable || month < 1 || month > 12) return { expiry: "Your card's expiration date is invalid." }
  const end = Date.UTC(year, month, 1) / 1000
  return end > now ? {} : { expiry: "Your card's expiration date is in the past." }
}
