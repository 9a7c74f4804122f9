import { checkBoundaries } from "./Boundaries.ts"

/** Prints each forbidden import of the workspace in the working directory; exit code 1 where there is one. */
const { files, violations } = checkBoundaries(process.cwd())
for (const { file, line, specifier, rule } of violations) console.log(`${file}:${line} imports ${specifier}: ${rule}`)
console.log(`${violations.length} violations in ${files} files`)
process.exitCode = violations.length > 0 ? 1 : 0
