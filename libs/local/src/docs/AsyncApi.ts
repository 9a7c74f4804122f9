import { currentContracts, type Contract, jsonSchemaOf } from "@tango/contracts/events/Contract"
import { Metadata } from "@tango/contracts/events/Envelope"
import { eventBusName, serviceNames } from "@tango/contracts/Topology"

const channel = (type: string) => ({ $ref: `#/channels/${type}` })

const message = ({ type, description, owner, example, personalData, schema }: Contract) => ({
  name: type,
  title: type,
  summary: description,
  contentType: "application/json",
  tags: [{ name: owner }],
  payload: {
    type: "object",
    required: ["metadata", "data"],
    properties: { metadata: { $ref: "#/components/schemas/Metadata" }, data: schema },
  },
  "x-example-data": example,
  "x-personal-data": personalData,
})

const operations = (contracts: ReadonlyArray<Contract>) =>
  contracts.flatMap(({ type, owner, consumers }) => [
    [`${owner}.send.${type}`, { action: "send", channel: channel(type), tags: [{ name: owner }] }] as const,
    ...Object.entries(consumers).map(
      ([consumer, fields]) =>
        [
          `${consumer}.receive.${type}`,
          { action: "receive", channel: channel(type), tags: [{ name: consumer }], "x-reads": fields },
        ] as const,
    ),
  ])

/** All events, their publishers and their consumers, as an AsyncAPI 3 document. */
export const asyncApi = (contracts = currentContracts()) => ({
  asyncapi: "3.0.0",
  info: {
    title: "Tango events",
    version: "1.0.0",
    description: "What the services tell each other. A message is the `detail` of an EventBridge event.",
    tags: serviceNames.map((name) => ({ name })),
  },
  defaultContentType: "application/json",
  servers: {
    bus: { host: "events.amazonaws.com", protocol: "eventbridge", description: `The bus "${eventBusName}".` },
  },
  channels: Object.fromEntries(
    contracts.map(({ type, description }) => [
      type,
      { address: type, description, messages: { [type]: { $ref: `#/components/messages/${type}` } } },
    ]),
  ),
  operations: Object.fromEntries(operations(contracts)),
  components: {
    messages: Object.fromEntries(contracts.map((contract) => [contract.type, message(contract)])),
    schemas: { Metadata: jsonSchemaOf(Metadata) },
  },
})
