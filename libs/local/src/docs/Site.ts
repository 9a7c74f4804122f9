import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join, posix } from "node:path"
import { html, raw } from "hono/html"
import { Marked } from "marked"
import { asyncApi } from "./AsyncApi.ts"
import { cataloguePage } from "./CataloguePage.ts"
import { style } from "./Style.ts"
import { text } from "./Text.ts"

const sources = ["*.md", "{docs,docker,infra,web}/**/*.md", "{libs,services}/*/**/*.md"]

/** `services/billing/README.md` becomes `services/billing/index.html`. */
const pageOf = (file: string) => file.replace(/(^|\/)README\.md$/u, "$1index.html").replace(/\.md$/u, ".html")

const titleOf = (markdown: string, file: string) => /^#\s+(.+)$/mu.exec(markdown)?.[1] ?? file

const layout = (title: string, up: string, body: string) =>
  text(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>${title} · Tango</title>
          <style>
            ${raw(style)}
          </style>
        </head>
        <body>
          <nav>
            <a href="${up}index.html">Tango</a> <a href="${up}contents.html">Contents</a>
            <a href="${up}events/index.html">Events</a>
          </nav>
          <main>${raw(body)}</main>
        </body>
      </html>`,
  )

const slug = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/<[^>]+>|[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replace(/\s/gu, "-")

/** Links between documents lead to their pages; those to sources stay names. */
const renderer = (file: string, pages: ReadonlySet<string>) =>
  new Marked({
    renderer: {
      heading({ tokens, depth }) {
        const text = this.parser.parseInline(tokens)
        return `<h${depth} id="${slug(text)}">${text}</h${depth}>`
      },
      link({ href, tokens }) {
        const text = this.parser.parseInline(tokens)
        if (/^(https?:|mailto:|#)/u.test(href)) return `<a href="${href}">${text}</a>`
        const [path = "", fragment] = href.split("#")
        const target = posix.normalize(posix.join(posix.dirname(file), path))
        const found = [target, posix.join(target, "README.md")].find((one) => pages.has(one))
        if (found === undefined) return text
        const relative = posix.relative(posix.dirname(pageOf(file)), pageOf(found))
        return `<a href="${relative}${fragment === undefined ? "" : `#${fragment}`}">${text}</a>`
      },
    },
  })

/** Writes the documentation site: each README and document as a page, the events with their graph, AsyncAPI. Gives the pages. */
export const buildSite = (root: string, out: string): ReadonlyArray<string> => {
  const files = globSync(sources, {
    cwd: root,
    exclude: (path) => /(^|\/)(node_modules|dist|\.local|test)$/u.test(path),
  })
  const pages = new Set(files.map((file) => file.split("\\").join("/")))
  rmSync(out, { recursive: true, force: true })
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(out, path)), { recursive: true })
    writeFileSync(join(out, path), text)
    return path
  }
  const sorted = [...pages].toSorted()
  const titles = new Map(sorted.map((file) => [file, titleOf(readFileSync(join(root, file), "utf8"), file)]))
  const written = sorted.map((file) => {
    const body = renderer(file, pages).parse(readFileSync(join(root, file), "utf8"), { async: false })
    return write(pageOf(file), layout(titles.get(file) ?? file, "../".repeat(file.split("/").length - 1), body))
  })
  const contents = sorted.map(
    (file) => `<li><a href="${pageOf(file)}">${titles.get(file)}</a> <span class="quiet">${file}</span></li>`,
  )
  return [
    ...written,
    write("contents.html", layout("Contents", "", `<h1>Contents</h1><ul>${contents.join("")}</ul>`)),
    write("events/index.html", cataloguePage("../index.html")),
    write("events/asyncapi.json", JSON.stringify(asyncApi(), null, 2)),
  ]
}
