import { generateFiles, logger, type Tree } from "@nx/devkit"
import { execFileSync } from "node:child_process"
import { join } from "node:path"
import { compose } from "./Compose.ts"
import { apply } from "./Edits.ts"
import { addToLockfile, dependenciesOf } from "./Lockfile.ts"
import { nameFault, namesOf, serviceNames } from "./Names.ts"
import { stacks } from "./Stacks.ts"
import { wiring } from "./Wiring.ts"

const files = join(import.meta.dirname, "files")

/**
 * `npm run new:service -- <name>`: a service like the others, with its promises in the contracts and named wherever services are.
 * Nothing is written before all of it is known to fit; an error says why.
 */
const generate = (tree: Tree, { name }: { readonly name: string }) => {
  const fault = nameFault(tree, name)
  if (fault !== undefined) throw new Error(fault)
  const names = namesOf(name)
  const dependencies = dependenciesOf(tree)
  const port = 8081 + serviceNames(tree).length
  generateFiles(tree, join(files, "contracts"), "libs/contracts/src", names)
  generateFiles(tree, join(files, "service"), `services/${name}`, {
    ...names,
    dependencies: JSON.stringify(dependencies, null, 2).replaceAll("\n", "\n  "),
  })
  generateFiles(tree, join(files, "infra"), "infra/src/services", names)
  apply(tree, [...wiring(names), ...compose(name, port), ...stacks(names)])
  addToLockfile(tree, name, dependencies)
  // Names have lengths, so some lines break elsewhere than in the templates.
  const changed = tree.listChanges().flatMap(({ path }) => (path === "package-lock.json" ? [] : [path]))
  return () => {
    execFileSync(join(tree.root, "node_modules/.bin/oxfmt"), changed, { cwd: tree.root, stdio: "inherit" })
    logger.info(`services/${name} is there, on port ${port}. Its README says what it holds; try it with:
  npx vitest run services/${name}
  npm start`)
  }
}

/** @public Nx calls it. */
export default generate
