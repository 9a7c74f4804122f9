import type { Language } from "../../Texts.ts"
import { greeting, money, openBilling } from "./words.ts"

type Refunds = Pick<Language["texts"], "invoice_refunded" | "invoice_disputed" | "duplicate_refunded">

const disputes = {
  open: {
    heading: (number: string) => `The payment of invoice ${number} is disputed`,
    text: "The holder of the card has asked the bank to take the payment back. If that was a mistake, please tell the bank.",
  },
  won: {
    heading: (number: string) => `The dispute about invoice ${number} is settled`,
    text: "The bank has decided that the payment stands. Nothing is left to do.",
  },
  lost: {
    heading: (number: string) => `The payment of invoice ${number} was taken back`,
    text: "The bank has decided for the holder of the card, who gets the money back.",
  },
} as const

/** What admins hear of money that goes back. */
export const refunds: Refunds = {
  invoice_refunded: ({ amount, currency, name, number, organizationName }) => ({
    subject: `${organizationName} gets ${money(amount, currency)} back`,
    preview: `It was paid for invoice ${number} and goes back the way it came.`,
    heading: `${money(amount, currency)} of invoice ${number} was refunded`,
    paragraphs: [greeting(name), "The money goes back the way it came, which can take the bank some days."],
    facts: [
      { label: "Invoice", value: number },
      { label: "Refund", value: money(amount, currency) },
    ],
    action: openBilling,
  }),
  invoice_disputed: ({ amount, currency, dispute, name, number, organizationName }) => ({
    subject: `${disputes[dispute].heading(number)} (${organizationName})`,
    preview: disputes[dispute].text,
    heading: disputes[dispute].heading(number),
    paragraphs: [greeting(name), disputes[dispute].text],
    facts: [
      { label: "Invoice", value: number },
      { label: "Amount", value: money(amount, currency) },
    ],
    action: openBilling,
  }),
  duplicate_refunded: ({ amount, currency, name, organizationName }) => ({
    subject: `A second subscription of ${organizationName} was ended`,
    preview: `What was paid for it, ${money(amount, currency)}, was refunded.`,
    heading: "A second subscription was ended and refunded",
    paragraphs: [
      greeting(name),
      `Two admins of ${organizationName} had paid at the same moment. One subscription stays as it is; the other was ended, and ${money(amount, currency)} was refunded.`,
    ],
    action: openBilling,
  }),
}
