import { readJson, type Tree, writeJson } from "@nx/devkit"

interface Lockfile {
  packages: Record<string, unknown>
}

const inOrder = (packages: Lockfile["packages"]) =>
  Object.fromEntries(Object.entries(packages).toSorted(([a], [b]) => a.localeCompare(b, "en")))

/** What a service needs: our libraries, and the versions of Effect that identity has. */
export const dependenciesOf = (tree: Tree): Record<string, string> => {
  const { dependencies } = readJson<{ dependencies: Record<string, string> }>(tree, "services/identity/package.json")
  const own = ["@effect/sql-pg", "@tango/contracts", "@tango/messaging", "@tango/service", "@tango/tenancy", "effect"]
  return Object.fromEntries(
    own.map((name) => {
      const version = dependencies[name]
      if (version === undefined) throw new Error(`services/identity does not depend on ${name}.`)
      return [name, version]
    }),
  )
}

/** The entries that `npm install` would write for a workspace that brings no package of its own. */
export const addToLockfile = (tree: Tree, name: string, dependencies: Record<string, string>): void => {
  const lockfile = readJson<Lockfile>(tree, "package-lock.json")
  writeJson(tree, "package-lock.json", {
    ...lockfile,
    packages: inOrder({
      ...lockfile.packages,
      [`node_modules/@tango/${name}`]: { resolved: `services/${name}`, link: true },
      [`services/${name}`]: { name: `@tango/${name}`, version: "0.1.0", dependencies },
    }),
  })
}
