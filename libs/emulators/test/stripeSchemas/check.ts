import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import type { ValidateFunction } from "ajv"
import type { Compiled } from "./derive.ts"

const script = join(import.meta.dirname, "derive.ts")
const require = createRequire(import.meta.url)

/** The validators for the installed `stripe`, derived once per version of it and of the script, and then kept. */
const load = (): Compiled => {
  const manifest = readFileSync(join(dirname(dirname(require.resolve("stripe"))), "package.json"))
  const key = createHash("sha256").update(manifest).update(readFileSync(script)).digest("hex").slice(0, 16)
  // Below `node_modules`, where the compiled code finds what of ajv it needs.
  const folder = join(import.meta.dirname, "../../../../node_modules/.cache/stripe-schemas")
  const file = join(folder, `${key}.cjs`)
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true })
    const own = `${file}.${process.pid}`
    execFileSync(process.execPath, ["--stack-size=8000", script, own], { stdio: "inherit" })
    renameSync(own, file)
  }
  return require(file) as Compiled
}

// While the file is loaded, which no test's time limit counts: on a fresh clone it takes ten seconds.
const known = load()

const validatorsFor = (resource: string): ReadonlyArray<ValidateFunction> =>
  (known.byResource[resource] ?? []).flatMap((name) => known[name] ?? [])

const lists: Record<string, ReadonlyArray<string>> = {
  list: ["object", "url", "has_more", "data"],
  "v2.core.event": ["id", "object", "created", "livemode", "type", "related_object"],
  search_result: ["object", "url", "has_more", "next_page", "data"],
}

const ofOne = (value: Record<string, unknown>, resource: string, where: string): ReadonlyArray<string> => {
  const members = lists[resource]
  if (members) return members.filter((name) => !(name in value)).map((name) => `${where}: ${resource} lacks ${name}`)
  // What is deleted in API v2 is answered with no more than this, and without saying that it is deleted.
  if (resource.startsWith("v2.") && Object.keys(value).join() === "id,object") return []
  if (resource in deletions && value["deleted"] === true)
    return Object.keys(value).every((name) => ["id", "object", "deleted"].includes(name))
      ? []
      : [`${where}: more than a deletion`]
  const results = validatorsFor(resource).map((validate) =>
    validate(value)
      ? []
      : (validate.errors ?? []).map(
          (one) => `${where}${one.instancePath} ${one.message} ${JSON.stringify(one.params)}`,
        ),
  )
  if (results.length === 0) return [`${where}: no schema for ${resource}`]
  return results.toSorted((a, b) => a.length - b.length)[0] ?? []
}

/** Resources whose deletion is answered with no more than its id, and for which the package has no interface of its own. */
const deletions: Record<string, true> = { webhook_endpoint: true }

interface Upcoming {
  readonly data: { readonly object: object }
}

/** The invoice in `invoice.upcoming` has no id, against its type; so it is documented. */
const isUpcoming = (value: unknown): value is Upcoming =>
  typeof value === "object" &&
  value !== null &&
  "type" in value &&
  value.type === "invoice.upcoming" &&
  "data" in value &&
  typeof value.data === "object" &&
  value.data !== null &&
  "object" in value.data &&
  typeof value.data.object === "object" &&
  value.data.object !== null &&
  !("id" in value.data.object)

/** What in an answer or an event breaks the package's types: resources anywhere in it are checked, each by its own schema. */
export const violations = (value: unknown, where = ""): ReadonlyArray<string> => {
  if (isUpcoming(value))
    return violations({ ...value, data: { ...value.data, object: { ...value.data.object, id: "in_upcoming" } } }, where)
  if (Array.isArray(value)) return value.flatMap((one, index) => violations(one, `${where}/${index}`))
  if (typeof value !== "object" || value === null) return []
  const record = value as Record<string, unknown>
  const resource = record["object"]
  const at = typeof resource === "string" ? `${where}(${resource})` : where
  const own = typeof resource === "string" ? ofOne(record, resource, at) : []
  const inner = Object.entries(record).filter(([name]) => name !== "metadata" && name !== "previous_attributes")
  return [...own, ...inner.flatMap(([name, one]) => violations(one, `${at}/${name}`))]
}
