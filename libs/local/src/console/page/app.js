import { events, queues, time } from "./events.js"
import { mail, sms } from "./mail.js"
import { traces } from "./traces.js"

const sections = { mail, sms, events, queues, traces, time }
/** Sections whose list grows by itself; the others change only by what one does. */
const refreshed = new Set(["mail", "sms", "events", "queues", "traces"])
const view = document.querySelector("#view")
const notice = document.querySelector("#notice")

const here = () => {
  const [, section = "", id] = location.hash.split("/")
  return { section: section in sections ? section : "mail", id }
}

const say = (text) => {
  notice.textContent = text ?? ""
  notice.hidden = !text
}

/** Does something and says how it went. */
const act = async (run, success) => {
  try {
    const data = await run()
    say(typeof success === "function" ? success(data) : success)
    await show(true)
  } catch (error) {
    say(error.message)
  }
}

let shown = []

/** Puts new panes in for those that differ, and the caret back where somebody was typing. */
const put = (panes) => {
  const next = panes.map((pane) => pane.outerHTML)
  const { id, selectionEnd, selectionStart } = document.activeElement ?? {}
  const changed = next.map((html, index) => html !== shown[index])
  if (view.children.length !== panes.length) view.replaceChildren(...panes)
  else [...view.children].forEach((pane, index) => changed[index] && pane.replaceWith(panes[index]))
  shown = next
  if (!id || document.activeElement?.id === id) return
  const field = document.getElementById(id)
  field?.focus()
  if (typeof selectionStart === "number") field?.setSelectionRange(selectionStart, selectionEnd)
}

const show = async (always) => {
  const { section, id } = here()
  for (const link of document.querySelectorAll("nav a")) {
    if (link.getAttribute("href") === `#/${section}`) link.setAttribute("aria-current", "page")
    else link.removeAttribute("aria-current")
  }
  const { className, children } = await sections[section](id, { act, redraw: () => show(false) })
  if (here().section !== section || here().id !== id) return
  // What somebody reads or has opened stays as it is until there is something new.
  if (always) shown = []
  view.className = className
  put(children)
}

const fail = (error) => say(`The console does not answer: ${error.message}`)
addEventListener("hashchange", () => {
  say()
  show(true).catch(fail)
})
setInterval(() => {
  if (!document.hidden && refreshed.has(here().section))
    show(false).then(() => notice.textContent?.startsWith("The console") && say(), fail)
}, 2_000)
show(true).catch(fail)
