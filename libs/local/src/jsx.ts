import { readFileSync } from "node:fs"
import { createRequire, registerHooks } from "node:module"
import { fileURLToPath } from "node:url"

const require = createRequire(import.meta.url)

/** Lets this process import `.tsx` files, which Node's type stripping leaves out: e-mail templates are React components. */
registerHooks({
  load: (url, context, nextLoad) => {
    if (!url.endsWith(".tsx")) return nextLoad(url, context)
    // Loaded on demand, since most processes never see a template.
    const { transformSync }: typeof import("esbuild") = require("esbuild")
    const file = fileURLToPath(url)
    const { code } = transformSync(readFileSync(file, "utf8"), {
      loader: "tsx",
      jsx: "automatic",
      format: "esm",
      sourcefile: file,
      sourcemap: "inline",
    })
    return { format: "module", source: code, shortCircuit: true }
  },
})
