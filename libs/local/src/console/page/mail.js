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
      element("a", { href, target: "_blank", rel: "noopener" }, text === href ? href : `${text}: ${href}`),
    ),
  )
  return element("div", {}, element("h3", {}, "Links"), element("ul", { id: "links" }, ...items))
}

// A sandbox without scripts and without our origin: a mail is anybody's HTML.
const frame = (mail) =>
  element("iframe", {
    title: "The mail as it looks",
    srcdoc: `<base target="_blank">${mail.html}`,
    attributes: { sandbox: "allow-popups allow-popups-to-escape-sandbox" },
  })

const more = (title, ...children) =>
  element("details", {}, element("summary", { className: "quiet" }, title), ...children)

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

const reading = (mail) =>
  card(
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
      ]),
      links(mail),
      more("Headers", facts(headersOf(mail))),
      mail.html && mail.text ? more("Plain text", element("pre", {}, mail.text)) : null,
      mail.html ? more("Source", element("pre", {}, mail.html)) : null,
    ),
    mail.html ? frame(mail) : element("pre", {}, mail.text ?? ""),
  )

let sought = ""
const fits = (mail) =>
  [mail.subject, mail.from, mail.text ?? "", ...mail.to].some((text) =>
    text.toLowerCase().includes(sought.toLowerCase()),
  )

/** Narrows the list as one types, over subject, addresses and text. */
const search = (list) => {
  const input = element("input", {
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
const rowsOf = (all) =>
  all
    .filter(fits)
    .map((one) => row(`#/mail/${one.id}`, one.id === chosenId, one.subject, when(one.createdAt), one.to.join(", ")))

export const mail = async (id) => {
  const all = await call("/mail")
  if (all.length === 0) return whole(card(empty("No mail yet. What the stack sends appears here.")))
  known = all
  chosenId = id
  const chosen = all.find((one) => one.id === id)
  const list = element("ul", { className: "rows" }, ...rowsOf(all))
  return split(card(search(list), list), chosen ? reading(chosen) : null)
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
