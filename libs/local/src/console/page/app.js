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

let shown = ""

const show = async (always) => {
  const { section, id } = here()
  for (const link of document.querySelectorAll("nav a")) {
    if (link.getAttribute("href") === `#/${section}`) link.setAttribute("aria-current", "page")
    else link.removeAttribute("aria-current")
  }
  const { className, children } = await sections[section](id, { act })
  const next = children.map((child) => child.outerHTML).join("")
  // What somebody reads or has opened stays as it is until there is something new.
  if ((!always && next === shown) || here().section !== section || here().id !== id) return
  shown = next
  view.className = className
  view.replaceChildren(...children)
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
