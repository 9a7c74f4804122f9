import { back, call, card, element, empty, facts, row, split, when, whole } from "./dom.js"

const linksIn = (mail) => {
  const document = new DOMParser().parseFromString(mail.html ?? "", "text/html")
  const anchors = [...document.querySelectorAll("a[href]")].map((one) => [
    one.textContent.trim() || one.href,
    one.getAttribute("href"),
  ])
  const plain = (mail.text ?? "").match(/https?:\/\/[^\s<>"')\]]+/g) ?? []
  const all = [...anchors, ...plain.map((href) => [href, href])].filter(([, href]) => /^https?:/.test(href))
  return [...new Map(all.toReversed().map(([text, href]) => [href, text]))].toReversed()
}

const links = (mail) => {
  const found = linksIn(mail)
  if (found.length === 0) return null
  const items = found.map(([href, text]) =>
    element(
      "li",
      {},
      element("a", { href, target: "_blank", rel: "noopener" }, text === href ? href : text),
      text === href ? null : element("span", { className: "quiet" }, href),
    ),
  )
  return element("ul", { className: "pad links" }, ...items)
}

/** As it looks to who prefers this scheme, whatever the browser's own is. */
const inScheme = (html, scheme) =>
  html.replaceAll(/@media\s*\(prefers-color-scheme:\s*(dark|light)\)/g, (_, one) =>
    one === scheme ? "@media all" : "@media not all",
  )

// A sandbox without scripts and without our origin: a mail is anybody's HTML.
const frame = (mail) =>
  element("iframe", {
    title: "The mail as it looks",
    className: scheme,
    srcdoc: `<base target="_blank">${inScheme(mail.html, scheme)}`,
    attributes: { sandbox: "allow-popups allow-popups-to-escape-sandbox" },
  })

const headersOf = (mail) =>
  Object.entries({
    From: mail.from,
    To: mail.to.join(", "),
    Cc: mail.cc.join(", "),
    Bcc: mail.bcc.join(", "),
    "Reply-To": mail.replyTo.join(", "),
    Subject: mail.subject,
    ...mail.headers,
    "Idempotency-Key": mail.idempotencyKey,
    ...Object.fromEntries(mail.tags.map(({ name, value }) => [`Tag: ${name}`, value])),
  })

const forms = {
  HTML: (mail) => mail.html && frame(mail),
  Text: (mail) => mail.text && element("pre", {}, mail.text),
  Source: (mail) => mail.html && element("pre", {}, mail.html),
  Headers: (mail) => element("div", { className: "pad" }, facts(headersOf(mail))),
  Links: (mail) => links(mail),
}
let form = "HTML"
let scheme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"

const choice = (name, chosen, choose) =>
  element("button", { id: `as-${name}`, onclick: choose, attributes: { "aria-pressed": String(chosen) } }, name)

const reading = (mail, redraw) => {
  const there = Object.keys(forms).filter((name) => forms[name](mail))
  const shown = there.includes(form) ? form : there[0]
  const show = (name) =>
    choice(name, name === shown, () => {
      form = name
      void redraw()
    })
  const turn = choice("Dark", scheme === "dark", () => {
    scheme = scheme === "dark" ? "light" : "dark"
    void redraw()
  })
  return card(
    back("#/mail"),
    element(
      "div",
      { className: "pad" },
      element("h2", {}, mail.subject),
      facts([
        ["From", mail.from],
        ["To", mail.to.join(", ")],
        ["Sent", when(mail.createdAt)],
        ["By", mail.origin],
        ["Status", mail.lastEvent],
        ["Attachments", mail.attachments.map(({ filename }) => filename).join(", ")],
      ]),
      element(
        "div",
        { className: "actions forms", attributes: { role: "group", "aria-label": "Show the mail as" } },
        ...there.map(show),
        shown === "HTML" ? turn : null,
      ),
    ),
    element("div", { className: "shown" }, forms[shown](mail)),
  )
}

let sought = ""
const fits = (mail) =>
  [mail.subject, mail.from, mail.text ?? "", ...mail.to].some((text) =>
    text.toLowerCase().includes(sought.toLowerCase()),
  )

/** Narrows the list as one types, over subject, addresses and text. */
const search = (list) => {
  const input = element("input", {
    id: "search",
    type: "search",
    value: sought,
    placeholder: "Search mail",
    attributes: { "aria-label": "Search mail" },
  })
  input.addEventListener("input", () => {
    sought = input.value
    list.replaceChildren(...rowsOf(known))
  })
  return element("div", { className: "pad" }, input)
}

let known = []
let chosenId
const rowsOf = (all) => {
  const found = all.filter(fits)
  return found.length === 0
    ? [element("li", { className: "empty" }, "No mail fits.")]
    : found.map((one) =>
        row(`#/mail/${one.id}`, one.id === chosenId, one.subject, when(one.createdAt), one.to.join(", ")),
      )
}

export const mail = async (id, { redraw }) => {
  const all = await call("/mail")
  if (all.length === 0) return whole(card(empty("No mail yet. What the stack sends appears here.")))
  known = all
  chosenId = id
  const chosen = all.find((one) => one.id === id)
  const list = element("ul", { className: "rows" }, ...rowsOf(all))
  return split(card(search(list), list), chosen ? reading(chosen, redraw) : null)
}

export const sms = async () => {
  const all = await call("/sms")
  if (all.length === 0) return whole(card(empty("No text messages yet.")))
  const items = all.map((one) =>
    element(
      "li",
      { className: "pad" },
      element("strong", {}, one.to),
      " ",
      when(one.createdAt),
      element("p", {}, one.text),
    ),
  )
  return whole(card(element("ul", { className: "rows" }, ...items)))
}
