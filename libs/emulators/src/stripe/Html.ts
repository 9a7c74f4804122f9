import { createHash } from "node:crypto"
import { pageStyle } from "./PageStyle.ts"

/** Markup whose text is already escaped. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Part = string | number | Html | null | ReadonlyArray<Html>

const escape = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;")

const textOf = (part: Part): string => {
  if (part === null) return ""
  if (part instanceof Html) return part.text
  return typeof part === "object" ? part.map((one) => one.text).join("") : escape(String(part))
}

/** A template whose values are escaped unless they are `Html` themselves. */
export const html = (texts: TemplateStringsArray, ...parts: ReadonlyArray<Part>): Html =>
  new Html(texts.map((text, index) => text + (index < parts.length ? textOf(parts[index] ?? null) : "")).join(""))

const styleHash = createHash("sha256").update(pageStyle).digest("base64")

/** A whole page; it may load nothing, run nothing and be framed by nobody. */
export const pageResponse = (title: string, body: Html, status = 200): Response => {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        ${new Html(`<style>${pageStyle}</style>`)}
      </head>
      <body>
        ${body}
      </body>
    </html>`
  return new Response(page.text, {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; frame-ancestors 'none'`,
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    },
  })
}

/** A page that says one thing, with a way on where there is one. */
export const messagePage = (
  title: string,
  text: string,
  link: { href: string; label: string } | null,
  status = 200,
): Response =>
  pageResponse(
    title,
    html`<main class="message">
      <h1>${title}</h1>
      <p>${text}</p>
      ${link && html`<p><a class="button" href="${link.href}">${link.label}</a></p>`}
    </main>`,
    status,
  )
