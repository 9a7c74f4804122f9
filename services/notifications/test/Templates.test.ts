import { Effect } from "effect"
import { assert, describe, expect, it } from "vitest"
import type { Content } from "../src/domain/Message.ts"
import { render } from "../src/Templates.ts"

const publicUrl = new URL("https://tango.example")
const person = { name: "Ada Lovelace", organizationName: "Analytical Engines" }
const contents: ReadonlyArray<Content> = [
  { kind: "welcome", ...person },
  { kind: "plan_changed", ...person, previousPlan: "free", plan: "pro" },
]
const rendered = (content: Content) => Effect.runPromise(render(content, publicUrl))

describe.each(contents)("the e-mail $kind", (content) => {
  it("reads as text what it reads as a page", async () => {
    const { html, subject, text } = await rendered(content)
    expect({ subject, text }).toMatchSnapshot()
    expect(html).toMatchSnapshot()
  })

  it("has its link, both colour schemes, and nothing from elsewhere", async () => {
    const { html, text } = await rendered(content)
    const links = [...html.matchAll(/(?:href|src)="([^"]*)"/g)].map((match) => match[1] ?? "")
    assert.isNotEmpty(links)
    for (const link of links) assert.equal(new URL(link).origin, publicUrl.origin)
    assert.include(text, publicUrl.origin)
    assert.include(html, "prefers-color-scheme: dark")
  })

  it("is the same each time, so that a second try is the first one's repeat", async () => {
    assert.deepEqual(await rendered(content), await rendered(content))
  })

  it("shows names as they are and runs nothing in them", async () => {
    const name = `<img src=x onerror="alert(1)"> & 'Co'`
    const { html, text } = await rendered({ ...content, name, organizationName: name })
    assert.notInclude(html, "<img")
    assert.include(html, "&lt;img")
    assert.include(text, name)
  })
})
