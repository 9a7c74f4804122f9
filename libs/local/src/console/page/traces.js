import { back, call, card, element, empty, facts, json, row, split, when, whole } from "./dom.js"

const duration = (milliseconds) =>
  milliseconds < 1_000 ? `${milliseconds.toFixed(1)} ms` : `${(milliseconds / 1_000).toFixed(2)} s`

const title = ({ name, attributes }) => {
  const path = attributes["http.route"] ?? attributes["url.path"]
  return path && !name.includes("/") ? `${name} ${path}` : name
}

/** Spans in the order of their tree, each with its depth. */
const tree = (spans) => {
  const known = new Set(spans.map((span) => span.spanId))
  const childrenOf = Map.groupBy(spans, (span) => (known.has(span.parentSpanId) ? span.parentSpanId : ""))
  const walk = (parent, depth) =>
    (childrenOf.get(parent) ?? []).flatMap((span) => [{ span, depth }, ...walk(span.spanId, depth + 1)])
  return walk("", 0)
}

const line = (log) =>
  element(
    "tr",
    {},
    element("td", {}, when(log.timestamp)),
    element("td", {}, log.service),
    element("td", { className: /ERROR|FATAL/.test(log.level) ? "bad" : "quiet" }, log.level),
    element("td", {}, log.message),
  )

const logTable = (logs) =>
  element("div", { className: "scroll" }, element("table", {}, element("tbody", {}, ...logs.map(line))))

const detail = (span, logs) =>
  element(
    "div",
    { className: "detail", hidden: true },
    facts([
      ["Service", span.service],
      ["Kind", span.kind],
      ["Started", when(span.startTime)],
      ["Status", span.status === "error" ? `error ${span.statusMessage ?? ""}` : span.status],
      [
        "Links",
        span.links.length > 0
          ? element(
              "span",
              {},
              ...span.links.map((link) => element("a", { href: `#/traces/${link.traceId}` }, `${link.traceId} `)),
            )
          : undefined,
      ],
    ]),
    Object.keys(span.attributes).length > 0 ? json(span.attributes) : null,
    span.events.length > 0 ? json(span.events) : null,
    logs.length > 0 ? logTable(logs) : null,
  )

const waterfall = ({ spans, logs }) => {
  const start = Math.min(...spans.map((span) => Date.parse(span.startTime)))
  const end = Math.max(...spans.map((span) => Date.parse(span.startTime) + span.durationMs))
  const percent = (milliseconds) => `${((milliseconds / Math.max(end - start, 0.001)) * 100).toFixed(2)}%`
  return tree(spans).flatMap(({ span, depth }) => {
    const bar = element("span", { className: `bar ${span.status}` })
    bar.style.insetInlineStart = percent(Date.parse(span.startTime) - start)
    bar.style.width = percent(span.durationMs)
    const name = element(
      "span",
      { className: "name" },
      element("span", { className: "tag" }, span.service),
      ` ${title(span)}`,
    )
    name.style.paddingInlineStart = `${depth * 0.9}rem`
    const more = detail(
      span,
      logs.filter((log) => log.spanId === span.spanId),
    )
    const toggle = (event) => {
      more.hidden = !more.hidden
      event.currentTarget.setAttribute("aria-expanded", String(!more.hidden))
    }
    return [
      element(
        "button",
        { className: "span", onclick: toggle, attributes: { "aria-expanded": "false" } },
        name,
        element("span", { className: "track" }, bar),
        element("span", { className: "quiet" }, duration(span.durationMs)),
      ),
      more,
    ]
  })
}

const reading = (trace) =>
  card(
    back("#/traces"),
    element(
      "div",
      { className: "pad" },
      element("h2", {}, trace.spans[0] ? title(trace.spans[0]) : "Trace"),
      facts([
        ["Trace", trace.traceId],
        ["Spans", String(trace.spans.length)],
      ]),
    ),
    ...(trace.spans.length > 0 ? waterfall(trace) : [empty("No spans of it have arrived.")]),
    element("div", { className: "pad" }, element("h3", {}, "Logs")),
    trace.logs.length > 0 ? logTable(trace.logs) : empty("No log lines."),
  )

export const traces = async (id) => {
  const all = await call("/traces?limit=300")
  const chosen = id ? await call(`/traces/${id}`).catch(() => null) : null
  if (all.length === 0 && chosen === null)
    return whole(card(empty("No traces yet. Use the app, and its requests appear here.")))
  const rows = all.map((one) =>
    row(
      `#/traces/${one.traceId}`,
      one.traceId === id,
      element("span", { className: one.error ? "bad" : "" }, one.name),
      when(one.startTime),
      `${duration(one.durationMs)} · ${one.spans} spans · ${one.services.join(", ")}`,
    ),
  )
  return split(card(element("ul", { className: "rows" }, ...rows)), chosen ? reading(chosen) : null)
}
