/** An element with properties, attributes under `attributes`, and children; children that are null are left out. */
export const element = (name, { attributes = {}, ...properties } = {}, ...children) => {
  const node = Object.assign(document.createElement(name), properties)
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value)
  node.append(...children.flat().filter((child) => child !== null && child !== undefined))
  return node
}

export const when = (iso) => {
  const date = new Date(iso)
  const today = date.toDateString() === new Date().toDateString()
  const text = today ? date.toLocaleTimeString() : date.toLocaleString()
  return element("time", { dateTime: iso, title: iso, className: "quiet" }, text)
}

export const empty = (text) => element("p", { className: "empty" }, text)

export const card = (...children) => element("section", { className: "card" }, ...children)

export const row = (href, current, title, right, below) =>
  element(
    "li",
    {},
    element(
      "a",
      { href, attributes: current ? { "aria-current": "true" } : {} },
      element("strong", {}, title),
      right,
      element("span", { className: "quiet" }, below),
    ),
  )

export const facts = (entries) =>
  element(
    "dl",
    {},
    ...entries
      .filter(([, value]) => value !== undefined && value !== "")
      .flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]),
  )

export const json = (value) => element("pre", {}, JSON.stringify(value, null, 2))

export const back = (href) => element("p", { className: "back pad" }, element("a", { href }, "← Back"))

/** A list beside what is chosen of it; on a phone one at a time. */
export const split = (list, chosen) => ({
  className: chosen === null ? "split" : "split open",
  children: [list, chosen ?? card(empty("Nothing chosen."))],
})

export const whole = (...children) => ({ className: "", children })

export const call = async (path, options) => {
  const response = await fetch(`/api${path}`, options)
  const body = await response.json()
  if (!response.ok) throw new Error(body.title ?? `Status ${response.status}`)
  return body.data
}
