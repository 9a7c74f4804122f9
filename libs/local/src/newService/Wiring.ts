import { after, before, type Edit, extend } from "./Edits.ts"
import type { Names } from "./Names.ts"

const contracts = "libs/contracts/src"

const topology = ({ name, pascal }: Names): ReadonlyArray<Edit> => [
  after(
    `${contracts}/Topology.ts`,
    /^import \* as \w+ from "\.\/subscriptions\//u,
    `import * as ${pascal} from "./subscriptions/${pascal}.ts"`,
  ),
  extend(`${contracts}/Topology.ts`, /serviceNames = \[[^\]]*[^\],\s]/u, `, "${name}"`),
  after(`${contracts}/Topology.ts`, /^ {2}consumer\("/u, `  consumer("${name}", ${pascal}.subscriptions),`),
]

const permissions = ({ snake }: Names): ReadonlyArray<Edit> => [
  after(
    `${contracts}/Permissions.ts`,
    /^ {2}"audit:read": \[/u,
    `  "${snake}:read": ["admin", "member", "viewer"],\n  "${snake}:write": ["admin", "member"],`,
  ),
  after(`${contracts}/Permissions.ts`, /^ {2}"audit:read",$/u, `  "${snake}:read",\n  "${snake}:write",`),
]

const events = ({ pascal }: Names): ReadonlyArray<Edit> => [
  after(`${contracts}/events/Catalogue.ts`, /^import \* as /u, `import * as ${pascal} from "./${pascal}Events.ts"`),
  before(`${contracts}/events/Catalogue.ts`, /^ {2}Audit\./u, `  ${pascal}.ItemCreated,\n  ${pascal}.ItemDeleted,`),
  after(`${contracts}/events/Catalogue.ts`, /^ {2}Audit\./u, `  Audit.${pascal}AuditRecorded,`),
]

/** Identity keeps the audit log of all contexts. */
const audit = ({ camel, name, pascal }: Names): ReadonlyArray<Edit> => [
  after(
    `${contracts}/events/AuditEvents.ts`,
    /^export const \w+AuditRecorded = /u,
    `export const ${pascal}AuditRecorded = auditRecorded("${name}")`,
  ),
  before(`${contracts}/subscriptions/Identity.ts`, /^\} from "\.\.\/events\/AuditEvents/u, `  ${pascal}AuditRecorded,`),
  after(
    `${contracts}/subscriptions/Identity.ts`,
    /^ {2}\w+AuditRecorded: reads\(/u,
    `  ${camel}AuditRecorded: reads(${pascal}AuditRecorded, entry),`,
  ),
  after(
    "services/identity/src/reactions/Reactions.ts",
    /^ {2}on\(subscriptions\.\w+AuditRecorded,/u,
    `  on(subscriptions.${camel}AuditRecorded, recordElsewhere),`,
  ),
]

const clients = ({ camel, pascal, snake, title }: Names): ReadonlyArray<Edit> => [
  after(
    "libs/contracts/test/Contracts.test.ts",
    /^import \{ \w+Api \} from/u,
    `import { ${pascal}Api } from "../src/api/${pascal}Api.ts"`,
  ),
  after("libs/contracts/test/Contracts.test.ts", /^ {2}describeApi\(/u, `  describeApi(${pascal}Api),`),
  after(
    "web/src/api/Clients.ts",
    /^import \{ \w+Api \} from/u,
    `import { ${pascal}Api } from "@tango/contracts/api/${pascal}Api"`,
  ),
  after(
    "web/src/api/Clients.ts",
    /^ {4}const \w+ = yield\* HttpApiClient\.make\(/u,
    `    const ${camel} = yield* HttpApiClient.make(${pascal}Api, options)`,
  ),
  after("web/src/api/Clients.ts", /^ {6}\w+: \w+\.\w+,$/u, `      ${camel}: ${camel}.${camel},`),
  after(
    "web/src/texts/settings.ts",
    /^ {2}"audit:read": "/u,
    `  "${snake}:read": "See ${title.toLowerCase()}",\n  "${snake}:write": "Change ${title.toLowerCase()}",`,
  ),
]

const documents = ({ name }: Names): ReadonlyArray<Edit> => [
  after("README.md", /^\| `services\//u, `| \`services/${name}\` | items | [README](services/${name}/README.md) |`),
  extend("README.md", /^ {2}edge --> identity.*$/mu, ` & ${name}`),
  extend("README.md", /^ {2}identity & (?:[\w-]+ & )*[\w-]+(?= -->)/mu, ` & ${name}`),
]

/** Every place in which a service is named, beside the files that are its own. */
export const wiring = (names: Names): ReadonlyArray<Edit> => [
  ...topology(names),
  ...permissions(names),
  ...events(names),
  ...audit(names),
  ...clients(names),
  ...documents(names),
]
