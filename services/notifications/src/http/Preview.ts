import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import { render } from "../Templates.ts"
import { samples } from "../templates/Samples.ts"
import { showPage } from "./Unsubscribe.ts"

const path = "/api/notifications/preview"

const style = `:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;margin:0 auto;max-width:64rem;padding:24px}
section{margin:0 0 40px}h2{font-size:1rem}div{display:grid;gap:16px;grid-template-columns:1fr 1fr}
iframe{border:1px solid #8888;border-radius:8px;height:560px;width:100%}.dark{color-scheme:dark}.light{color-scheme:light}`

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;")

const index = (publicUrl: URL) =>
  Effect.gen(function* () {
    const sections = yield* Effect.forEach(samples, (content) =>
      Effect.map(render(content, { publicUrl, unsubscribeUrl: null }), ({ html, subject }) => {
        const size = `${Math.ceil(Buffer.byteLength(html) / 1024)} KiB`
        const frame = (scheme: string) =>
          `<iframe class="${scheme}" title="${content.kind}, ${scheme}" sandbox src="${path}/${content.kind}?scheme=${scheme}"></iframe>`
        return `<section><h2>${content.kind}: ${escaped(subject)} <small>${size}, <a href="${path}/${content.kind}?form=text">text</a></small></h2>
          <div>${frame("light")}${frame("dark")}</div></section>`
      }),
    )
    return yield* showPage(
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>E-mails</title><style>${style}</style></head>
        <body><h1>E-mails</h1>${sections.join("")}</body></html>`,
    )
  })

/** As it looks to who prefers this scheme, whatever the browser's own is: a frame has no say in that. */
const inScheme = (html: string, scheme: string | null) =>
  scheme === null
    ? html
    : html.replaceAll("@media (prefers-color-scheme: dark)", scheme === "dark" ? "@media all" : "@media not all")

const one = (publicUrl: URL) =>
  Effect.gen(function* () {
    const { kind } = yield* HttpRouter.params
    const content = samples.find((sample) => sample.kind === kind)
    if (content === undefined) return HttpServerResponse.empty({ status: 404 })
    const unsubscribeUrl = new URL("/unsubscribe", publicUrl).href
    const { html, text } = yield* render(content, { publicUrl, unsubscribeUrl })
    const { url } = yield* HttpServerRequest.HttpServerRequest
    const { searchParams } = new URL(url, publicUrl)
    return searchParams.get("form") === "text"
      ? HttpServerResponse.text(text)
      : yield* showPage(inScheme(html, searchParams.get("scheme")))
  })

/** Every e-mail with sample contents, light and dark; on a developer's machine and nowhere else. */
export const layerPreview = Layer.unwrap(
  Effect.gen(function* () {
    const environment = yield* Config.String("TANGO_ENV").pipe(Config.withDefault("production"))
    if (environment !== "local") return Layer.empty
    const publicUrl = yield* Config.URL("PUBLIC_URL")
    return Layer.mergeAll(
      HttpRouter.add("GET", path, index(publicUrl)),
      HttpRouter.add("GET", `${path}/:kind`, one(publicUrl)),
    )
  }),
)
