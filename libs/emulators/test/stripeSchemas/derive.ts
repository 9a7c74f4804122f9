/**
 * Derives a JSON Schema per resource from the type declarations of the `stripe` package and writes validators of them, compiled by
 * ajv, to the CommonJS file named by the argument. Run with a large stack: `node --stack-size=8000 derive.ts <file>`. A resource inside another is only named here; who
 * checks walks into it and checks it by its own schema.
 */
import { readdirSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { Ajv, type ValidateFunction } from "ajv"
import standaloneModule from "ajv/dist/standalone/index.js"
import ts from "typescript5"

const standalone = standaloneModule.default

/** The module that is written: validators by name, and the names of those of each resource. */
export type Compiled = { readonly byResource: Record<string, ReadonlyArray<string>> } & Record<string, ValidateFunction>

type Schema = Record<string, unknown>

// The entry is `<package>/esm/…` or `<package>/cjs/…`.
const stripe = dirname(dirname(createRequire(import.meta.url).resolve("stripe")))
const resources = join(stripe, "esm", "resources")
const files = readdirSync(resources, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".d.ts"))
  .map((file) => join(resources, file))
const options: ts.CompilerOptions = {
  strict: true,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  skipLibCheck: true,
  types: [],
}
const program = ts.createProgram([join(stripe, "esm", "stripe.esm.node.d.ts"), ...files], options)
const checker = program.getTypeChecker()
const inProgress = new Set<ts.Type>()

const literalOf = (type: ts.Type, name: string): string | undefined => {
  const property = type.getProperty(name)
  const of = property && checker.getTypeOfSymbol(property)
  return of?.isStringLiteral() ? of.value : undefined
}

const isOtherString = (type: ts.Type): boolean =>
  type.aliasSymbol?.name === "OtherString" ||
  (type.isIntersection() && type.types.some((one) => (one.flags & ts.TypeFlags.String) !== 0))

const ofUnion = (members: ReadonlyArray<ts.Type>): Schema => {
  const literals = members.flatMap((one) => (one.isStringLiteral() || one.isNumberLiteral() ? [one.value] : []))
  const rest = members.filter(
    (one) => !one.isStringLiteral() && !one.isNumberLiteral() && !(literals.length > 0 && isOtherString(one)),
  )
  const schemas = rest.map(schemaOf)
  const all = literals.length > 0 ? [{ enum: literals }, ...schemas] : schemas
  const distinct = [...new Map(all.map((one) => [JSON.stringify(one), one])).values()]
  const [only] = distinct
  return distinct.length === 1 && only ? only : { anyOf: distinct }
}

const schemaOf = (type: ts.Type): Schema => {
  if (type.isUnion()) return ofUnion(type.types)
  if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.value }
  if (isOtherString(type) || type.flags & ts.TypeFlags.String) return { type: "string" }
  if (type.flags & ts.TypeFlags.Number) return { type: "number" }
  if (type.flags & ts.TypeFlags.BooleanLiteral) return { const: checker.typeToString(type) === "true" }
  if (type.flags & ts.TypeFlags.Boolean) return { type: "boolean" }
  if (type.flags & ts.TypeFlags.Null) return { type: "null" }
  if (type.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void | ts.TypeFlags.Never)) return { not: {} }
  if (type.symbol?.name === "Decimal" || type.symbol?.name === "DecimalImpl")
    return { type: "string", pattern: "^-?\\d+(\\.\\d+)?$" }
  const [element] = checker.isArrayType(type) ? checker.getTypeArguments(type as ts.TypeReference) : []
  if (element) return { type: "array", items: schemaOf(element) }
  const resource = literalOf(type, "object")
  if (resource !== undefined)
    return { type: "object", required: ["object"], properties: { object: { const: resource } } }
  return type.flags & ts.TypeFlags.Object ? ofObject(type) : {}
}

const ofObject = (type: ts.Type): Schema => {
  if (inProgress.has(type)) return { type: "object" }
  inProgress.add(type)
  const index = checker.getIndexInfoOfType(type, ts.IndexKind.String)
  const properties = checker.getPropertiesOfType(type)
  const optional = (one: ts.Symbol) => (one.flags & ts.SymbolFlags.Optional) !== 0
  const schema: Schema = {
    type: "object",
    properties: Object.fromEntries(properties.map((one) => [one.name, schemaOf(checker.getTypeOfSymbol(one))])),
    required: properties.filter((one) => !optional(one)).map((one) => one.name),
    additionalProperties: index ? schemaOf(index.type) : false,
  }
  inProgress.delete(type)
  return schema
}

const found = new Map<string, Array<Schema>>()
/** Events have an interface per type; one schema with all types does for them. */
const eventTypes: Array<string> = []
const visit = (node: ts.Node): void => {
  if (ts.isInterfaceDeclaration(node)) {
    const type = checker.getTypeAtLocation(node)
    const resource = literalOf(type, "object")
    const eventType = resource === "event" ? literalOf(type, "type") : undefined
    if (eventType !== undefined) eventTypes.push(eventType)
    else if (resource !== undefined) {
      const schema = ofObject(type)
      found.set(resource, [...(found.get(resource) ?? []), schema])
    }
  }
  if (ts.isModuleDeclaration(node) || ts.isModuleBlock(node) || ts.isSourceFile(node)) ts.forEachChild(node, visit)
}
for (const file of files) {
  const source = program.getSourceFile(file)
  if (source && (!file.includes("/V2/") || file.endsWith("/V2/Core/EventDestinations.d.ts"))) visit(source)
}
for (const event of found.get("event") ?? []) {
  const properties = event["properties"] as Record<string, Schema>
  properties["type"] = { enum: eventTypes }
  properties["data"] = {
    type: "object",
    required: ["object"],
    properties: { object: { type: "object" }, previous_attributes: { type: "object" } },
    additionalProperties: false,
  }
}
/** The parts of the API that the emulator may offer. */
const isOffered = (name: string): boolean =>
  !name.includes(".") ||
  /^(billing|billing_portal|checkout|entitlements|test_helpers|v2\.core\.event_destination)(\.|$)/.test(name)

/** A module with a validator per schema; `byResource` names those of each resource. */
const compiled = (): string => {
  const ajv = new Ajv({ strict: false, code: { source: true } })
  const names: Record<string, string> = {}
  const byResource: Record<string, Array<string>> = {}
  for (const [resource, all] of found) {
    if (!isOffered(resource)) continue
    const distinct = [...new Map(all.map((one) => [JSON.stringify(one), one])).values()]
    byResource[resource] = distinct.map((schema) => {
      const name = `v${Object.keys(names).length}`
      names[name] = name
      ajv.addSchema(schema, name)
      return name
    })
  }
  return `${standalone(ajv, names)}\nexports.byResource = ${JSON.stringify(byResource)}\n`
}
writeFileSync(process.argv[2] ?? "schemas.cjs", compiled())
