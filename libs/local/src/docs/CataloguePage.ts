import { type Contract, currentContracts } from "@tango/contracts/events/Contract"
import { html, raw } from "hono/html"
import { graph } from "./Graph.ts"
import { style } from "./Style.ts"
import { text } from "./Text.ts"

const json = (value: unknown) => html`<pre>${JSON.stringify(value, null, 2)}</pre>`

const consumers = (contract: Contract) => {
  const entries = Object.entries(contract.consumers)
  if (entries.length === 0) return html`<p>Nobody in this repository; the archive keeps it.</p>`
  return html`<ul>
    ${entries.map(
      ([name, fields]) =>
        html`<li>
          <strong>${name}</strong> reads ${fields.length === 0 ? "no field, only that it happened" : fields.join(", ")}
        </li>`,
    )}
  </ul>`
}

const section = (contract: Contract) =>
  html`<section id="${contract.type}">
    <h2>${contract.type}</h2>
    <p>${contract.description}</p>
    <p class="quiet">
      Published by <strong>${contract.owner}</strong>. Archived for ${contract.retentionDays} days. Personal data:
      ${contract.personalData}.
    </p>
    ${consumers(contract)}
    <details>
      <summary>Example</summary>
      ${json(contract.example)}
    </details>
    <details>
      <summary>JSON Schema</summary>
      ${json(contract.schema)}
    </details>
  </section>`

/** The page of all events; `home` is where its back link leads. */
export const cataloguePage = (home: string, contracts = currentContracts()): string =>
  text(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>Events · Tango</title>
          <style>
            ${raw(style)}
          </style>
        </head>
        <body>
          <nav><a href="${home}">Back</a> <a href="asyncapi.json">AsyncAPI 3</a></nav>
          <main>
            <h1>Events</h1>
            <p>
              ${contracts.length} kinds of event, made from <code>libs/contracts</code>. A change that would break one
              of the consumers below fails <code>npm run contracts:check</code>.
            </p>
            <div class="graph">${graph(contracts)}</div>
            ${contracts.map(section)}
          </main>
        </body>
      </html>`,
  )
