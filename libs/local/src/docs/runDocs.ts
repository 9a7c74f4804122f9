import { join } from "node:path"
import { buildApiReference } from "./ApiReference.ts"
import { buildSite } from "./Site.ts"

/** `npm run docs`: the documentation as a site of static files in dist/docs, the API reference of a deployment in dist/api-docs. */
const root = join(import.meta.dirname, "../../../..")
const out = join(root, "dist/docs")
const pages = buildSite(root, out)
buildApiReference(join(root, "dist/api-docs"))
console.log(`${pages.length} pages in dist/docs, beginning with index.html`)
if (process.argv.includes("--json")) console.log(JSON.stringify({ pages: pages.length }))
