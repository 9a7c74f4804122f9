import { plans } from "@tango/contracts/Plans"
import type { Language } from "../../Texts.ts"
import { day, greeting, money, openBilling } from "./words.ts"

type Billing = Pick<
  Language["texts"],
  "trial_ending" | "payment_failed" | "payment_recovered" | "invoice_paid" | "credits_changed"
>

/** What admins hear of money. */
export const billing: Billing = {
  trial_ending: ({ name, organizationName, plan, trialEnd }) => ({
    subject: `The trial of ${plans[plan].title} ends on ${day(trialEnd)}`,
    preview: `${organizationName} keeps ${plans[plan].title} with a payment method on file.`,
    heading: `Your trial ends on ${day(trialEnd)}`,
    paragraphs: [
      greeting(name),
      `${organizationName} is trying ${plans[plan].title}. On ${day(trialEnd)} the subscription begins, if there is a payment method; without one the plan goes back to Free.`,
    ],
    action: openBilling,
  }),
  payment_failed: ({ amount, currency, name, nextAttemptAt, organizationName, restrictedAt }) => ({
    subject: `A payment of ${organizationName} has failed`,
    preview: `${money(amount, currency)} could not be charged. Please check the payment method.`,
    heading: "A payment has failed",
    paragraphs: [
      greeting(name),
      `We could not charge ${money(amount, currency)} for ${organizationName}. Please check the payment method.`,
      ...(restrictedAt === null ? [] : [`If it stays unpaid, the plan is taken away on ${day(restrictedAt)}.`]),
    ],
    facts: [
      { label: "Amount", value: money(amount, currency) },
      ...(nextAttemptAt === null ? [] : [{ label: "Next try", value: day(nextAttemptAt) }]),
    ],
    action: { label: "Check payment method", path: "/billing" },
  }),
  payment_recovered: ({ amount, currency, name, organizationName }) => ({
    subject: `The payment of ${organizationName} went through`,
    preview: `${money(amount, currency)} has been paid. Everything is in order again.`,
    heading: "The payment went through",
    paragraphs: [
      greeting(name),
      `${money(amount, currency)} for ${organizationName} has been paid after all. Nothing is left to do.`,
    ],
    action: openBilling,
  }),
  invoice_paid: ({ amount, currency, name, number, organizationName }) => ({
    subject: `Invoice ${number} of ${organizationName} is paid`,
    preview: `${money(amount, currency)}, thank you.`,
    heading: `Invoice ${number} is paid`,
    paragraphs: [greeting(name), `Thank you: the invoice of ${organizationName} is paid. You find it under Billing.`],
    facts: [
      { label: "Invoice", value: number },
      { label: "Amount", value: money(amount, currency) },
    ],
    action: openBilling,
  }),
  credits_changed: ({ amount, balance, currency, name, organizationName }) => ({
    subject:
      amount >= 0
        ? `${organizationName} got a credit of ${money(amount, currency)}`
        : `${organizationName} used ${money(-amount, currency)} of its credit`,
    preview: `${money(balance, currency)} are left for coming invoices.`,
    heading: amount >= 0 ? "You got a credit" : "Credit was used",
    paragraphs: [greeting(name), `What is left is taken off the next invoices of ${organizationName} by itself.`],
    facts: [
      { label: amount >= 0 ? "Credit" : "Used", value: money(Math.abs(amount), currency) },
      { label: "Left", value: money(balance, currency) },
    ],
    action: openBilling,
  }),
}
