const element = (name, properties = {}, ...children) => {
  const node = Object.assign(document.createElement(name), properties)
  node.append(...children)
  return node
}

const methods = ["get", "post", "put", "patch", "delete"]

/** A schema with its references followed, as far as a reader needs to see. */
const outline = (schema, document, depth = 0) => {
  if (schema === undefined || schema === true) return "any"
  if (depth > 6) return "…"
  if (schema.$ref)
    return outline(
      schema.$ref
        .split("/")
        .slice(1)
        .reduce((node, key) => node?.[key], document),
      document,
      depth,
    )
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum.join(" | ")
  const choices = schema.anyOf ?? schema.oneOf
  if (choices)
    return choices.length === 1
      ? outline(choices[0], document, depth)
      : { "one of": choices.map((one) => outline(one, document, depth + 1)) }
  if (schema.allOf) {
    const parts = [{ ...schema, allOf: undefined }, ...schema.allOf].map((one) => outline(one, document, depth))
    return parts.every((part) => typeof part === "object")
      ? Object.assign({}, ...parts)
      : (parts.find((part) => part !== "any") ?? "any")
  }
  if (schema.type === "array") return [outline(schema.items, document, depth + 1)]
  if (schema.properties) {
    const required = new Set(schema.required ?? [])
    const entries = Object.entries(schema.properties)
    return Object.fromEntries(
      entries.map(([name, one]) => [required.has(name) ? name : `${name}?`, outline(one, document, depth + 1)]),
    )
  }
  return [schema.type ?? "any", schema.format].filter(Boolean).join(" ")
}

const content = (holder, document) => {
  const [type, media] = Object.entries(holder?.content ?? {})[0] ?? []
  return type === undefined ? "" : `${type}\n${JSON.stringify(outline(media.schema, document), null, 2)}`
}

const parameters = (operation) => {
  const rows = (operation.parameters ?? []).map((one) =>
    element(
      "tr",
      {},
      element("td", {}, element("code", {}, one.name)),
      element("td", {}, one.in),
      element("td", {}, one.required ? "required" : ""),
      element("td", {}, one.description ?? ""),
    ),
  )
  return rows.length === 0 ? [] : [element("h3", {}, "Parameters"), element("table", {}, ...rows)]
}

const operationOf = (method, path, operation, document) => {
  const request = operation.requestBody
    ? [element("h3", {}, "Request"), element("pre", {}, content(operation.requestBody, document))]
    : []
  const responses = Object.entries(operation.responses ?? {}).flatMap(([status, response]) => [
    element("h3", {}, `${status} ${response.description ?? ""}`),
    ...(response.content ? [element("pre", {}, content(response, document))] : []),
  ])
  const about = operation.description ? [element("p", {}, operation.description)] : []
  const summary = element(
    "summary",
    {},
    element("span", { className: "method" }, method.toUpperCase()),
    element("code", {}, path),
    element("span", { className: "title" }, operation.summary ?? operation.operationId ?? ""),
  )
  const details = element(
    "details",
    {},
    summary,
    element("div", { className: "body" }, ...about, ...parameters(operation), ...request, ...responses),
  )
  details.dataset.search = `${method} ${path} ${operation.summary ?? ""} ${operation.operationId ?? ""}`.toLowerCase()
  return details
}

const sectionOf = async ({ service, prefix }) => {
  const source = `${prefix}openapi.json`
  const heading = element("h2", { id: service }, service)
  const response = await fetch(source).catch(() => undefined)
  if (!response?.ok)
    return element(
      "section",
      {},
      heading,
      element("p", {}, "This service does not answer right now. Reload in a moment."),
    )
  const document = await response.json()
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    methods.filter((method) => item[method]).map((method) => operationOf(method, path, item[method], document)),
  )
  return element(
    "section",
    {},
    heading,
    element("p", {}, document.info?.description ?? "", " ", element("a", { href: source }, "openapi.json")),
    ...operations,
  )
}

const services = await (await fetch("services.json")).json()
document
  .querySelector("#services")
  .append(...services.map(({ service }) => element("a", { href: `#${service}` }, service)))
document.querySelector("#operations").replaceChildren(...(await Promise.all(services.map(sectionOf))))
document.querySelector("#filter").addEventListener("input", ({ target }) => {
  for (const operation of document.querySelectorAll("details"))
    operation.hidden = !operation.dataset.search.includes(target.value.toLowerCase())
})
