import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { runToEnd, type ChildHooks } from "./Children.ts"

const filesBelow = (folder: string): ReadonlyArray<string> =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .toSorted()
    : []

/** Changes when anything changes that the build reads. */
const fingerprint = (root: string): string => {
  const single = ["web/index.html", "web/package.json", "web/vite.config.ts", "package-lock.json"].map((file) =>
    join(root, file),
  )
  const all = [
    ...single.filter((file) => existsSync(file)),
    ...["web/src", "web/public", "libs/contracts/src"].flatMap((folder) => filesBelow(join(root, folder))),
  ]
  const hash = createHash("sha256")
  for (const file of all) hash.update(file.slice(root.length)).update(readFileSync(file))
  return hash.digest("hex")
}

/** Builds the web app unless `web/dist` is of these sources already. */
export const buildWeb = async (root: string, hooks: ChildHooks): Promise<void> => {
  const stamp = join(root, "web", "dist", ".built-from")
  const wanted = fingerprint(root)
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return
  const vite = join(root, "node_modules", "vite", "bin", "vite.js")
  const { PATH = "", HOME = "" } = process.env
  await runToEnd(
    {
      name: "web-build",
      args: [vite, "build"],
      cwd: join(root, "web"),
      environment: { PATH, HOME, NODE_ENV: "production" },
    },
    hooks,
  )
  writeFileSync(stamp, wanted)
}
