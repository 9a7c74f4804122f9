import { serviceRoutes } from "@tango/contracts/Topology"
import { cpSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"

/** The page that shows each service's OpenAPI document: a script and a style sheet beside it, no build. */
export const apiReferenceFolder = join(import.meta.dirname, "../gateway/docs")

/** What the page asks for first: the services and where each begins, `[{ service, prefix }]`. */
export const referenced = (routes: ReadonlyArray<{ readonly service: string; readonly pathPattern: string }>) =>
  routes.map(({ service, pathPattern }) => ({ service, prefix: pathPattern.replace(/\*$/u, "") }))

/** Writes the API reference as static files, to be served at `/api/docs/`. */
export const buildApiReference = (out: string): void => {
  rmSync(out, { recursive: true, force: true })
  cpSync(apiReferenceFolder, out, { recursive: true })
  writeFileSync(join(out, "services.json"), JSON.stringify(referenced(serviceRoutes)))
}
