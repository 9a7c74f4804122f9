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
      mail.html && mail.text
        ? element(
            "details",
            {},
            element("summary", { className: "quiet" }, "Plain text"),
            element("pre", {}, mail.text),
          )
        : null,
    ),
    mail.html ? frame(mail) : element("pre", {}, mail.text ?? ""),
  )

export const mail = async (id) => {
  const all = await call("/mail")
  if (all.length === 0) return whole(card(empty("No mail yet. What the stack sends appears here.")))
  const rows = all.map((one) =>
    row(`#/mail/${one.id}`, one.id === id, one.subject, when(one.createdAt), one.to.join(", ")),
  )
  const chosen = all.find((one) => one.id === id)
  return split(card(element("ul", { className: "rows" }, ...rows)), chosen ? reading(chosen) : null)
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
