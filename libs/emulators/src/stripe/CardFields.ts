import type { CardEntry, CardErrors } from "./CardForm.ts"
import { html, type Html } from "./Html.ts"

export const nothingTyped: CardEntry = { number: "", expiry: "", cvc: "", name: "" }

/** What was typed into the fields of a card. */
export const typedCard = (fields: URLSearchParams): CardEntry => {
  const text = (name: keyof CardEntry) => (fields.get(name) ?? "").slice(0, 200)
  return { number: text("number"), expiry: text("expiry"), cvc: text("cvc"), name: text("name") }
}

/** The fields of a card with what has been typed and what is wrong with it. */
export const cardFields = (entry: CardEntry, errors: CardErrors): Html =>
  html`${field({ name: "number", label: "Card number", complete: "cc-number", hint: "1234 1234 1234 1234", digits: true }, entry, errors)}
    <div class="pair">
      ${field({ name: "expiry", label: "Expiration", complete: "cc-exp", hint: "MM / YY", digits: true }, entry, errors)}
      ${field({ name: "cvc", label: "CVC", complete: "cc-csc", hint: "123", digits: true }, entry, errors)}
    </div>
    ${field({ name: "name", label: "Cardholder name", complete: "cc-name", hint: "Full name on card", digits: false }, entry, errors)}`

interface FieldLook {
  readonly name: keyof CardEntry
  readonly label: string
  readonly complete: string
  readonly hint: string
  readonly digits: boolean
}

const field = ({ name, label, complete, hint, digits }: FieldLook, entry: CardEntry, errors: CardErrors): Html => {
  const error = errors[name]
  return html`<div class="field">
    <label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      value="${entry[name]}"
      placeholder="${hint}"
      autocomplete="${complete}"
      inputmode="${digits ? "numeric" : "text"}"
      aria-invalid="${error === undefined ? "false" : "true"}"
      ${error === undefined ? null : html`aria-describedby="${name}-error"`}
      required
    />
    ${error === undefined ? null : html`<p class="error" id="${name}-error">${error}</p>`}
  </div>`
}
