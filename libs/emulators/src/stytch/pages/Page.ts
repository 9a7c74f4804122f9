import { createHash } from "node:crypto"
import { html, raw } from "hono/html"

type Html = ReturnType<typeof html>

const style = `
* { box-sizing: border-box }
:root { color-scheme: light dark; --ground: #f2f4f8; --card: #fff; --text: #1c2230; --soft: #566074; --line: #c6ccd8; --accent: #2346c7; --on-accent: #fff; --quiet: #e9ecf3; --alert: #a3152f; --badge: #ffe3b3; --on-badge: #5c3900 }
@media (prefers-color-scheme: dark) { :root { --ground: #12151c; --card: #1c212c; --text: #eceff5; --soft: #a5aec0; --line: #475066; --accent: #93a9ff; --on-accent: #10162b; --quiet: #2a3140; --alert: #ff9aa9; --badge: #54400f; --on-badge: #ffe3b3 } }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 24px 16px; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, sans-serif }
main { width: 100%; max-width: 440px; padding: 32px; background: var(--card); border: 1px solid var(--line); border-radius: 14px }
h1 { margin: 0 0 6px; font-size: 22px; line-height: 1.3 }
h2 { margin: 24px 0 8px; font-size: 15px }
p { margin: 0 0 16px; color: var(--soft); overflow-wrap: anywhere }
.badge { display: inline-block; margin: 0 0 14px; padding: 1px 8px; border-radius: 5px; background: var(--badge); color: var(--on-badge); font-size: 13px; font-weight: 600 }
label { display: block; margin: 0 0 4px; font-size: 14px; font-weight: 600 }
.field { margin: 0 0 16px }
.field small { color: var(--soft); font-size: 13px }
.check { display: flex; gap: 10px; align-items: flex-start; margin: 0 0 16px; font-size: 14px }
.check label { margin: 0; font-weight: 400 }
input[type=text], input[type=email] { width: 100%; padding: 10px 12px; border: 1px solid var(--line); border-radius: 8px; background: var(--card); color: inherit; font: inherit }
input[type=checkbox] { width: 18px; height: 18px; margin: 2px 0 0; flex: none }
button { width: 100%; padding: 11px 16px; border: 0; border-radius: 8px; background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; cursor: pointer }
button.quiet { margin-top: 10px; background: var(--quiet); color: var(--text) }
button.account { margin: 0 0 8px; padding: 10px 12px; background: var(--quiet); color: var(--text); text-align: left; font-weight: 600; overflow-wrap: anywhere }
button.account small { display: block; color: var(--soft); font-weight: 400 }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
[role=alert] { margin: 0 0 16px; color: var(--alert); font-weight: 600 }
dl { margin: 0 0 20px; display: grid; grid-template-columns: auto 1fr; gap: 4px 14px; font-size: 14px }
dt { color: var(--soft) }
dd { margin: 0; overflow-wrap: anywhere }
@media (max-width: 480px) { main { padding: 24px 20px } }
`
const styleHash = createHash("sha256").update(style).digest("base64")

/** A page of a provider that the emulator plays: it loads nothing, runs nothing and is framed by nobody. */
export const page = async (title: string, content: Html, status = 200): Promise<Response> => {
  const text = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        ${raw(`<style>${style}</style>`)}
      </head>
      <body>
        <main>${content}</main>
      </body>
    </html>`
  return new Response(String(text), {
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
