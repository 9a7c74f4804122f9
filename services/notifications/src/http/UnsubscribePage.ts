import type { Kind } from "@tango/contracts/api/NotificationsApi"
import { brand, languages, type PageTexts } from "../templates/Texts.ts"

const language = languages.en
const { unsubscribing: texts } = language

const style = `:root{color-scheme:light dark;--page:#faf9f7;--card:#fff;--line:#e5e1dc;--ink:#1f1b18;--soft:#6f6760}
@media (prefers-color-scheme:dark){:root{--page:#110d0c;--card:#1a1512;--line:#2c2622;--ink:#f0ede9;--soft:#aaa29b}}
body{background:var(--page);color:var(--ink);font:16px/1.5 ui-sans-serif,system-ui,sans-serif;margin:0;padding:48px 16px}
main{background:var(--card);border:1px solid var(--line);border-radius:12px;margin:0 auto;max-width:28rem;padding:32px}
h1{font-size:1.375rem;margin:0 0 8px}p{color:var(--soft);margin:0 0 24px}
button{background:var(--ink);border:0;border-radius:8px;color:var(--card);cursor:pointer;font:600 1rem/1 inherit;font-family:inherit;padding:14px 20px}
button:focus-visible{outline:3px solid #c8401a;outline-offset:2px}`

/** A small page that needs nothing else; the form goes to the address it came from, and ends it or takes it up again. */
const page = ({ button, text, title }: PageTexts, again = false): string => `<!doctype html>
<html lang="${language.code}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">
<title>${title} · ${brand}</title><style>${style}</style></head>
<body><main><h1>${title}</h1><p>${text}</p>${
  button === undefined
    ? ""
    : `<form method="post"><input type="hidden" name="again" value="${again ? "yes" : "no"}"><button>${button}</button></form>`
}</main></body></html>
`

export const question = (kind: Kind | "digest"): string => page(texts.question(kind))

export const done = (kind: Kind | "digest", again: boolean): string =>
  again ? page(texts.resumed(kind)) : page(texts.ended(kind), true)

export const unknownLink = page(texts.unknown)
