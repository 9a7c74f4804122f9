import { globSync } from "node:fs"
import { posix } from "node:path"
import { importsOf, type Import } from "./Imports.ts"

/** What the rules speak about. Change the architecture here, and its tests in `Boundaries.test.ts`. */
const productionLibs = ["contracts", "tenancy", "messaging", "observability", "service"]
const developmentLibs = ["emulators", "local", "testing"]
/** Whoever holds these can write a query without a tenant, so only these files of a service may. */
const rawSql = { modules: /^@effect\/sql-pg(\/|$)|^effect\/sql\/SqlClient$/, names: ["SqlClient", "*"] }
const rawSqlFiles = /^src\/(persistence\/|migrate\.ts$)/
/** Runs before there is a node_modules, so commands reach it by its path. */
const handOver = "libs/local/bin/handOver.mjs"
const impure = /^effect\/(sql|http|http-api)(\/|$)|^@effect\//

/** A file or a package of ours: `services/identity` + `src/main.ts`; a package imported by name has no path. */
interface Place {
  readonly kind: "service" | "lib" | "web" | "infra" | "root"
  readonly name: string
  readonly path: string
}

export interface Violation {
  readonly file: string
  readonly line: number
  readonly specifier: string
  readonly rule: string
}

/** Reads every source file of the workspace and returns the imports that the architecture forbids, and how many files it read. */
export const checkBoundaries = (root: string): { files: number; violations: ReadonlyArray<Violation> } => {
  const files = globSync(["*.{ts,mjs,js}", "{services,libs,web,infra}/**/*.{ts,tsx,mts,cts,mjs,cjs,js,jsx}"], {
    cwd: root,
    exclude: (path) => /(^|\/)(node_modules|dist|cdk\.out|\.[^/]+)$/.test(path),
  })
  const violations = files.toSorted().flatMap((file) =>
    importsOf(posix.join(root, file)).flatMap((one) => {
      const rule = ruleBrokenBy(file, one)
      return rule === undefined ? [] : [{ file, line: one.line, specifier: one.specifier, rule }]
    }),
  )
  return { files: files.length, violations }
}

const ruleBrokenBy = (file: string, one: Import): string | undefined => {
  const from = placeOf(file)
  const relative = one.specifier.startsWith(".")
  const path = posix.join(posix.dirname(file), one.specifier)
  if (relative && path === handOver && inBin(from)) return undefined
  const to = relative ? placeOf(path) : packageOf(one.specifier)
  if (to && !samePackage(from, to)) {
    return relative
      ? "a relative import stays inside its package"
      : (ruleBetween(from, to) ?? ruleWithin(from, to, one))
  }
  return ruleWithin(from, to, one)
}

/** Between two packages of ours. Tests may use the development libs; nobody uses a service, `web` or `infra`. */
const ruleBetween = (from: Place, to: Place): string | undefined => {
  if (to.kind === "service")
    return `${from.kind === "service" ? "a service" : `a ${from.kind}`} never imports a service`
  if (to.kind !== "lib") return `nobody imports ${to.kind}`
  const development = developmentLibs.includes(to.name)
  if (development && inTest(from)) return undefined
  if (from.kind === "web" || from.kind === "infra") {
    return to.name === "contracts" ? undefined : `${from.kind} imports only @tango/contracts of our packages`
  }
  if (from.kind === "lib" && from.name === "contracts") return "contracts imports only effect"
  if (from.kind === "service" && development) return "the source of a service never imports a development lib"
  if (from.kind === "lib" && development && productionLibs.includes(from.name)) {
    return "a production lib never imports a development lib"
  }
  return undefined
}

/** Within a package, and to packages that are not ours (`to` is undefined). */
const ruleWithin = (from: Place, to: Place | undefined, { specifier, names, typeOnly }: Import): string | undefined => {
  if (from.kind === "lib" && from.name === "contracts" && !inTest(from) && !to && !/^effect(\/|$)/.test(specifier)) {
    return "contracts imports only effect"
  }
  if (from.kind !== "service") return undefined
  if (from.path.startsWith("src/domain/") && !mayEnterDomain(from, to, specifier, typeOnly)) {
    return "the domain imports only itself, @tango/contracts, pure effect, and types"
  }
  const raw =
    rawSql.modules.test(specifier) || (specifier === "effect/sql" && names.some((n) => rawSql.names.includes(n)))
  if (raw && from.path.startsWith("src/") && !rawSqlFiles.test(from.path)) {
    return "only src/persistence and src/migrate.ts use raw SQL: elsewhere TenantSql"
  }
  return undefined
}

/** Nothing that does I/O, reads a clock or draws random numbers; the shape of an SDK's answer is welcome. */
const mayEnterDomain = (from: Place, to: Place | undefined, specifier: string, typeOnly: boolean): boolean => {
  if (to && samePackage(from, to)) return to.path.startsWith("src/domain/")
  if (impure.test(specifier)) return false
  return typeOnly || to?.name === "contracts" || /^effect(\/|$)/.test(specifier)
}

const placeOf = (path: string): Place => {
  const [top = "", name = "", ...rest] = path.split("/")
  if (top === "services" && name) return { kind: "service", name, path: rest.join("/") }
  if (top === "libs" && name) return { kind: "lib", name, path: rest.join("/") }
  if (top === "web" || top === "infra") return { kind: top, name: top, path: path.slice(top.length + 1) }
  return { kind: "root", name: "root", path }
}

/** Our package behind a specifier such as `@tango/contracts/Ids`; `@/…` is web's own source. */
const packageOf = (specifier: string): Place | undefined => {
  if (specifier.startsWith("@/")) return { kind: "web", name: "web", path: `src/${specifier.slice(2)}` }
  const name = /^@tango\/([^/]+)/.exec(specifier)?.[1]
  if (name === undefined) return undefined
  if (name === "web" || name === "infra") return { kind: name, name, path: "" }
  const lib = productionLibs.includes(name) || developmentLibs.includes(name)
  return { kind: lib ? "lib" : "service", name, path: "" }
}

const samePackage = (a: Place, b: Place): boolean => a.kind === b.kind && a.name === b.name
const inTest = (place: Place): boolean => place.path.startsWith("test/")
const inBin = (place: Place): boolean => place.path.startsWith("bin/")
