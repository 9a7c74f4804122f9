import { readFileSync } from "node:fs"
import { parseSync, Visitor } from "oxc-parser"

/**
 * One import of a file: what it asks for, the names it takes (`*` for all, none for side effects), whether it is gone at run time
 * (`import type`), and its line from 1.
 */
export interface Import {
  readonly specifier: string
  readonly names: ReadonlyArray<string>
  readonly typeOnly: boolean
  readonly line: number
}

/** All imports of a source file: static, re-exported, dynamic, `import("…").Type` and `require`. Throws where it does not parse. */
export const importsOf = (file: string): ReadonlyArray<Import> => {
  const source = readFileSync(file, "utf8")
  const { program, errors } = parseSync(file, source)
  if (errors[0]) throw new Error(`${file}: ${errors[0].message}`)
  const imports: Array<Import> = []
  const add = (node: unknown, names: ReadonlyArray<string>, typeOnly = false): void => {
    if (!isText(node)) return
    imports.push({ specifier: node.value, names, typeOnly, line: source.slice(0, node.start).split("\n").length })
  }
  new Visitor({
    ImportDeclaration: (node) => add(node.source, node.specifiers.map(nameOf), node.importKind === "type"),
    ExportNamedDeclaration: (node) => add(node.source, node.specifiers.map(nameOf), node.exportKind === "type"),
    ExportAllDeclaration: (node) => add(node.source, ["*"], node.exportKind === "type"),
    ImportExpression: (node) => add(node.source, ["*"]),
    TSImportType: (node) => add(node.source, ["*"], true),
    TSExternalModuleReference: (node) => add(node.expression, ["*"]),
    CallExpression: (node) => {
      if (node.callee.type === "Identifier" && node.callee.name === "require") add(node.arguments[0], ["*"])
    },
  }).visit(program)
  return imports
}

const isText = (node: unknown): node is { value: string; start: number } =>
  typeof node === "object" && node !== null && "value" in node && typeof node.value === "string" && "start" in node

/** The name in the other module: of `import { a as b }` and `export { a as b }` it is `a`. */
const nameOf = (specifier: { imported?: Name; local?: Name; type: string }): string => {
  if (specifier.type === "ImportDefaultSpecifier") return "default"
  const name = specifier.type === "ExportSpecifier" ? specifier.local : specifier.imported
  return name === undefined ? "*" : "name" in name ? name.name : name.value
}

type Name = { name: string } | { value: string }
