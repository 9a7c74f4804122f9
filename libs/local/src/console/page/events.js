import { back, call, card, element, empty, facts, json, row, split, when, whole } from "./dom.js"

const traceOf = (event) => event.detail?.metadata?.traceparent?.split("-")[1]

const reading = (event) => {
  const trace = traceOf(event)
  return card(
    back("#/events"),
    element(
      "div",
      { className: "pad" },
      element("h2", {}, event.detailType),
      facts([
        ["Source", event.source],
        ["Time", when(event.time)],
        ["Taken by", event.rules.join(", ") || "no rule"],
        ["Replay", event.replayName],
        ["Trace", trace ? element("a", { href: `#/traces/${trace}` }, trace) : undefined],
      ]),
    ),
    json(event.detail),
  )
}

export const events = async (id) => {
  const all = await call("/events?limit=500")
  if (all.length === 0) return whole(card(empty("No events yet. What services publish on the bus appears here.")))
  const rows = all.map((one) =>
    row(`#/events/${one.id}`, one.id === id, one.detailType, when(one.time), one.rules.join(", ") || "no rule"),
  )
  const chosen = all.find((one) => one.id === id)
  return split(card(element("ul", { className: "rows" }, ...rows)), chosen ? reading(chosen) : null)
}

const letterLine = (letter) =>
  element(
    "tr",
    {},
    element("td", {}, when(letter.sentAt)),
    element("td", {}, element("code", {}, letter.type ?? "no event")),
    element("td", {}, letter.eventId ?? letter.messageId),
    element("td", {}, letter.reason),
  )

/** Why the messages of a dead-letter queue are there. */
const letters = async ({ messages, name }) => {
  const some = await call(`/queues/${name}/messages`)
  const heads = ["Sent", "Event", "Id", "Reason"].map((title) => element("th", {}, title))
  return card(
    element("div", { className: "pad" }, element("h2", {}, `${name}: ${some.length} of ${messages}`)),
    element(
      "div",
      { className: "scroll" },
      element(
        "table",
        {},
        element("thead", {}, element("tr", {}, ...heads)),
        element("tbody", {}, ...some.map(letterLine)),
      ),
    ),
  )
}

export const queues = async (_id, { act }) => {
  const all = await call("/queues")
  const dead = await Promise.all(
    all.filter((queue) => (queue.redrivesTo ?? queue.failuresOf) && queue.messages > 0).map(letters),
  )
  const redrive = (queue) =>
    element(
      "button",
      {
        disabled: queue.messages === 0,
        onclick: () =>
          act(
            () => call(`/queues/${queue.name}/redrive`, { method: "POST" }),
            `${queue.messages} messages go back to ${queue.redrivesTo}`,
          ),
      },
      "Redrive",
    )
  const lines = all.map((queue) =>
    element(
      "tr",
      {},
      element("td", {}, element("code", {}, queue.name)),
      element(
        "td",
        { className: `number ${(queue.redrivesTo ?? queue.failuresOf) && queue.messages > 0 ? "bad" : ""}` },
        String(queue.messages),
      ),
      element("td", { className: "number" }, String(queue.inFlight)),
      element("td", {}, queue.redrivesTo ? redrive(queue) : ""),
    ),
  )
  const head = element("tr", {}, ...["Queue", "Waiting", "In flight", ""].map((name) => element("th", {}, name)))
  return whole(
    card(
      element(
        "div",
        { className: "scroll" },
        element("table", {}, element("thead", {}, head), element("tbody", {}, ...lines)),
      ),
    ),
    ...dead,
  )
}

const jobLine = (job, act) =>
  element(
    "tr",
    {},
    element("td", {}, job.name),
    element("td", {}, job.schedule),
    element(
      "td",
      {},
      element(
        "button",
        {
          onclick: () =>
            act(
              () => call(`/jobs/${job.name}/run`, { method: "POST" }),
              (ran) => `${job.name} ${ran.ok ? "ran" : "failed"}: ${JSON.stringify(ran.result)}`,
            ),
        },
        "Run now",
      ),
    ),
  )

const choices = [
  ["An hour", 3_600],
  ["A day", 86_400],
  ["A week", 604_800],
  ["31 days", 2_678_400],
]

/** The customer that was chosen last, which stays chosen when the section is drawn again. */
let chosenCustomer = ""

/** What can be done to one paying customer, while time goes on for all others. */
const customerCard = (customers, act) => {
  const named = customers.map(({ hasOwnTime, id, name, now }) =>
    element(
      "option",
      { value: id, selected: id === chosenCustomer },
      hasOwnTime ? `${name} (${new Date(now).toLocaleString()})` : name,
    ),
  )
  const select = element("select", { id: "customer", onchange: () => (chosenCustomer = select.value) }, ...named)
  chosenCustomer = select.value
  const send = (path, body, success) => () =>
    act(() => call(`/customers/${select.value}/${path}`, { method: "POST", body: JSON.stringify(body) }), success)
  const advance = (seconds) =>
    send("advance", { seconds }, (data) => `For ${data.name} it is now ${new Date(data.now).toLocaleString()}`)
  const card = (what) => send("card", { card: what }, (data) => `The card of ${data.name} ${what} from now on`)
  return element(
    "div",
    { className: "pad" },
    element("h2", {}, "One customer at Stripe"),
    element(
      "p",
      { className: "quiet" },
      "Time passes for this customer alone, on a test clock of its own that stands still otherwise: renewals, retries and what follows from them.",
    ),
    element("p", { className: "actions" }, element("label", { htmlFor: "customer" }, "Customer"), select),
    element(
      "div",
      { className: "actions" },
      ...choices.map(([name, amount]) => element("button", { onclick: advance(amount) }, name)),
      element("button", { onclick: card("fails") }, "Its card fails"),
      element("button", { onclick: card("pays") }, "Its card pays"),
    ),
  )
}

export const time = async (_id, { act }) => {
  const [jobs, customers] = await Promise.all([call("/jobs"), call("/customers")])
  const seconds = element("input", { type: "number", min: "0", value: "3600", id: "seconds" })
  const advance = (amount) =>
    act(
      () => call("/time/advance", { method: "POST", body: JSON.stringify({ seconds: amount }) }),
      (data) => `The emulators' time is now ${new Date(data.now).toLocaleString()}`,
    )
  return whole(
    card(
      element(
        "div",
        { className: "pad" },
        element("h2", {}, "Move time forward"),
        element(
          "p",
          { className: "quiet" },
          "Trials end, links expire and subscriptions renew at the emulators. Time never goes back; npm run reset forgets it.",
        ),
        element(
          "div",
          { className: "actions" },
          ...choices.map(([name, amount]) => element("button", { onclick: () => advance(amount) }, name)),
        ),
        element(
          "p",
          { className: "actions" },
          element("label", { htmlFor: "seconds" }, "Seconds"),
          seconds,
          element("button", { onclick: () => advance(Number(seconds.value)) }, "Advance"),
        ),
        element("h2", {}, "Scheduled jobs"),
        element("p", { className: "quiet" }, "Moving time forward runs those whose period has passed."),
        element("table", {}, element("tbody", {}, ...jobs.map((job) => jobLine(job, act)))),
      ),
    ),
    ...(customers.length === 0 ? [] : [card(customerCard(customers, act))]),
  )
}
