import type { Hono } from "hono"
import { html, messagePage, pageResponse } from "./Html.ts"
import { dateOf, money } from "./Money.ts"
import type { Invoice } from "./Wire.ts"
import type { World } from "./World.ts"

/** What `hosted_invoice_url` leads to; `invoice_pdf` shows the same page, which prints. */
export const addInvoicePages = (app: Hono, world: World): void => {
  for (const path of ["/invoice/:id", "/invoice/:id/pdf"]) {
    app.get(path, (context) => {
      const invoice = world.invoices.get(context.req.param("id") ?? "")
      return invoice ? invoicePage(invoice) : messagePage("Page not found", "There is no such invoice.", null, 404)
    })
  }
}

const invoicePage = (invoice: Invoice): Response => {
  const rows: ReadonlyArray<readonly [string, number]> = [
    ["Total", invoice.total],
    ["Amount paid", invoice.amount_paid],
    ["Amount due", invoice.amount_remaining],
  ]
  return pageResponse(
    `Invoice ${invoice.number ?? ""}`,
    html`<main class="split">
      <section class="order">
        <h1>Invoice ${invoice.number ?? ""}</h1>
        <p class="price">${money(invoice.total, invoice.currency)} <small>${invoice.status ?? ""}</small></p>
        <p>${invoice.customer_name ?? ""}</p>
        <p>${invoice.customer_email ?? ""}</p>
        <p>${dateOf(invoice.created)}</p>
      </section>
      <section class="order">
        <table>
          <tbody>
            ${invoice.lines.data.map(
              (line) =>
                html`<tr>
                  <td>
                    ${line.description ?? ""} <small>${dateOf(line.period.start)} – ${dateOf(line.period.end)}</small>
                  </td>
                  <td>${money(line.amount, line.currency)}</td>
                </tr>`,
            )}
            ${rows.map(
              ([label, amount]) =>
                html`<tr class="total">
                  <th scope="row">${label}</th>
                  <td>${money(amount, invoice.currency)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </section>
    </main>`,
  )
}
