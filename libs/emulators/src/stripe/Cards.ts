/** Why a card is refused, as `card_error` shows it. */
export interface Decline {
  readonly code: string
  readonly declineCode: string | undefined
  readonly message: string
}

/** What happens with the card behind a payment method: when it is saved, and whenever it is charged. */
export interface CardBehaviour {
  readonly onSave: Decline | null
  readonly onCharge: Decline | null
  /** Whether the bank wants the customer's word: at every payment, or once. */
  readonly authentication: "always" | "setup" | null
  /** What the bank does after the payment. */
  readonly dispute: "dispute" | "inquiry" | null
}

export interface TestCard extends CardBehaviour {
  readonly number: string
  readonly brand: string
}

const refused = (declineCode: string, message = "Your card was declined."): Decline => ({
  code: "card_declined",
  declineCode,
  message,
})

const generic = refused("generic_decline")
const insufficient = refused("insufficient_funds", "Your card has insufficient funds.")
const expired: Decline = { code: "expired_card", declineCode: undefined, message: "Your card has expired." }
const wrongCvc: Decline = {
  code: "incorrect_cvc",
  declineCode: undefined,
  message: "Your card's security code is incorrect.",
}
const processing: Decline = {
  code: "processing_error",
  declineCode: undefined,
  message: "An error occurred while processing your card. Try again in a little bit.",
}

export const authenticationRequired: Decline = {
  code: "authentication_required",
  declineCode: "authentication_required",
  message: "Your card was declined. This transaction requires authentication.",
}

const willing: CardBehaviour = { onSave: null, onCharge: null, authentication: null, dispute: null }
const good = (number: string, brand: string): TestCard => ({ ...willing, number, brand })
const bad = (number: string, decline: Decline): TestCard => ({
  ...good(number, "visa"),
  onSave: decline,
  onCharge: decline,
})

const cards: ReadonlyArray<TestCard> = [
  good("4242424242424242", "visa"),
  good("5555555555554444", "mastercard"),
  good("378282246310005", "amex"),
  bad("4000000000000002", generic),
  bad("4000000000009995", insufficient),
  bad("4000000000009979", refused("stolen_card")),
  bad("4000000000000069", expired),
  bad("4000000000000127", wrongCvc),
  bad("4000000000000119", processing),
  { ...good("4000000000000341", "visa"), onCharge: generic },
  { ...good("4000002760003184", "visa"), authentication: "always" },
  { ...good("4000002500003155", "visa"), authentication: "setup" },
  { ...good("4000000000000259", "visa"), dispute: "dispute" },
  { ...good("4000000000001976", "visa"), dispute: "inquiry" },
]

const byName: Record<string, string> = {
  pm_card_visa: "4242424242424242",
  pm_card_mastercard: "5555555555554444",
  pm_card_amex: "378282246310005",
  pm_card_chargeCustomerFail: "4000000000000341",
  pm_card_chargeDeclined: "4000000000000002",
  pm_card_chargeDeclinedInsufficientFunds: "4000000000009995",
  pm_card_chargeDeclinedExpiredCard: "4000000000000069",
  pm_card_chargeDeclinedIncorrectCvc: "4000000000000127",
  pm_card_chargeDeclinedProcessingError: "4000000000000119",
  pm_card_chargeDeclinedStolenCard: "4000000000009979",
  pm_card_visa_chargeDeclined: "4000000000000002",
  pm_card_visa_chargeDeclinedInsufficientFunds: "4000000000009995",
  pm_card_authenticationRequired: "4000002760003184",
  pm_card_threeDSecureRequired: "4000002760003184",
  pm_card_authenticationRequiredOnSetup: "4000002500003155",
  pm_card_createDispute: "4000000000000259",
  pm_card_createDisputeInquiry: "4000000000001976",
}

/** The test card that a name such as `pm_card_visa` stands for. */
export const namedCard = (name: string): TestCard | undefined => {
  const number = byName[name]
  return number === undefined ? undefined : cards.find((card) => card.number === number)
}

/** The test card with this number of digits; any other valid number is refused as Stripe refuses live cards in test mode. */
export const cardByNumber = (number: string): TestCard => {
  const live = refused("test_mode_live_card", "Your card was declined. Only test cards work here.")
  return cards.find((card) => card.number === number) ?? bad(number, live)
}

/** The check digit of a card number, after Luhn. */
export const isCardNumber = (digits: string): boolean => {
  if (!/^\d{13,19}$/.test(digits)) return false
  const sum = Array.from(digits)
    .toReversed()
    .reduce((total, digit, position) => {
      const value = Number(digit) * (position % 2 === 0 ? 1 : 2)
      return total + (value > 9 ? value - 9 : value)
    }, 0)
  return sum % 10 === 0
}
