import { Effect } from "effect"
import { assert, describe, expect, it } from "vitest"
import type { Content } from "../src/domain/Content.ts"
import { render } from "../src/Templates.ts"
import { samples } from "../src/templates/Samples.ts"

const publicUrl = new URL("https://tango.example")
const unsubscribeUrl = "https://tango.example/api/notifications/unsubscribe/token"
const rendered = (content: Content) => Effect.runPromise(render(content, { publicUrl, unsubscribeUrl }))
/** Where Gmail cuts an e-mail off, and with it the way to unsubscribe. */
const gmailClip = 102 * 1024

describe.each(samples)("the e-mail $kind", (content) => {
  it("reads as text what it reads as a page", async () => {
    const { html, subject, text } = await rendered(content)
    expect({ subject, text }).toMatchSnapshot()
    // The page itself is looked at in the preview; here it is enough that its words are the text's.
    assert.include(html, "prefers-color-scheme: dark")
    assert.isBelow(Buffer.byteLength(html), gmailClip / 4)
  })

  it("has its links, and nothing from elsewhere", async () => {
    const { html, text } = await rendered(content)
    const links = [...html.matchAll(/(?:href|src)="([^"]*)"/g)].map((match) => match[1] ?? "")
    assert.isNotEmpty(links)
    for (const link of links) {
      const { hash, origin, search } = new URL(link)
      assert.equal(origin, publicUrl.origin)
      // Nothing that lets anybody in: whoever an e-mail is passed on to has to log in.
      assert.equal(link === unsubscribeUrl ? "" : search + hash, "")
    }
    assert.include(text, publicUrl.origin)
    assert.include(text, unsubscribeUrl)
  })

  it("has another colour in the dark for each that it has in the light", async () => {
    const { html } = await rendered(content)
    const dark = new Set([...html.matchAll(/^ {2}\.(\w+)/gmu)].map((match) => match[1] ?? ""))
    const coloured = [...html.matchAll(/<(\w+)[^>]*?style="[^"]*?(?<![\w-])(color|background-color):[^>]*>/gu)]
    assert.isNotEmpty(coloured)
    for (const [tag, name, property] of coloured) {
      // Cells have the page's or the card's background.
      if (name === "td" && property === "background-color") continue
      const classes = /class="([^"]*)"/u.exec(tag)?.[1]?.split(" ") ?? []
      assert.isTrue(
        classes.some((each) => dark.has(each)),
        tag,
      )
    }
  })

  it("is the same each time, so that a second try is the first one's repeat", async () => {
    assert.deepEqual(await rendered(content), await rendered(content))
  })

  it("shows names as they are and runs nothing in them", async () => {
    const name = `<img src=x onerror="alert(1)"> & 'Co'`
    const project = content.kind === "project_shared" ? { projectName: name, actorName: name } : {}
    const { html, text } = await rendered({ ...content, ...project, name, organizationName: name })
    assert.notInclude(html, "<img")
    assert.include(html, "&lt;img")
    assert.include(text, name)
  })
})

describe("a page around any e-mail", () => {
  const [welcome] = samples
  it("shows the organization's logo where there is one", async () => {
    const { html, text } = await rendered({ ...welcome!, logoUrl: "https://files.example/logo.png" })
    expect(html.match(/<img[^>]*>/gu)).toMatchSnapshot()
    assert.notInclude(text, "logo.png")
  })

  it("shows the organization's name where there is no logo", async () => {
    const { html } = await rendered({ ...welcome!, organizationName: "Lovelace & Sons" })
    assert.notInclude(html, "<img")
    assert.match(html.slice(0, html.indexOf("<h1")), /<p[^>]*>Lovelace &amp; Sons<\/p>/u)
  })

  it("has no way to unsubscribe from what people have to know", async () => {
    const { html } = await Effect.runPromise(render(welcome!, { publicUrl, unsubscribeUrl: null }))
    assert.notInclude(html, "Unsubscribe")
  })

  it("stays below Gmail's limit with the longest names and a full digest", async () => {
    const entry = { title: "x".repeat(200), text: "y".repeat(200), path: "/projects" }
    const { html } = await rendered({
      kind: "digest",
      name: "n".repeat(100),
      organizationName: "o".repeat(100),
      date: "2026-11-22",
      entries: Array.from({ length: 100 }, () => entry),
    })
    assert.isBelow(Buffer.byteLength(html), gmailClip)
  })
})
