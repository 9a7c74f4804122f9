import type { Contract } from "@tango/contracts/events/Contract"
import { html } from "hono/html"

const row = 26
const columns = { publisher: 10, event: 240, consumer: 690 }
const width = 850

const places = (names: ReadonlyArray<string>, height: number) =>
  new Map(names.map((name, index) => [name, ((index + 0.5) * height) / names.length]))

const curve = (x1: number, y1: number, x2: number, y2: number) =>
  `M${x1} ${y1} C${(x1 + x2) / 2} ${y1} ${(x1 + x2) / 2} ${y2} ${x2} ${y2}`

/** Who publishes what to whom: publishers on the left, events, consumers on the right. */
export const graph = (contracts: ReadonlyArray<Contract>) => {
  const height = contracts.length * row + row
  const events = places(
    contracts.map(({ type }) => type),
    height,
  )
  const publishers = places([...new Set(contracts.map(({ owner }) => owner))], height)
  const consumers = places([...new Set(contracts.flatMap((contract) => Object.keys(contract.consumers)))], height)
  const y = (of: ReadonlyMap<string, number>, name: string) => of.get(name) ?? 0
  const lines = contracts.flatMap(({ type, owner, consumers: by }) => [
    html`<path
      class="${owner}"
      d="${curve(columns.publisher + 100, y(publishers, owner), columns.event - 8, y(events, type))}"
    />`,
    ...Object.keys(by).map(
      (name) =>
        html`<path
          class="${owner}"
          d="${curve(columns.event + 330, y(events, type), columns.consumer - 8, y(consumers, name))}"
        />`,
    ),
  ])
  const label = (x: number, of: ReadonlyMap<string, number>, bold: boolean) =>
    [...of].map(
      ([name, at]) =>
        html`<text x="${x}" y="${at + 4}" class="${bold ? "context" : "event"}"
          >${bold ? name : html`<a href="#${name}">${name}</a>`}</text
        >`,
    )
  return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="Publishers, events and consumers">
    <g class="lines">${lines}</g>
    ${label(columns.publisher, publishers, true)} ${label(columns.event, events, false)}
    ${label(columns.consumer, consumers, true)}
  </svg>`
}
