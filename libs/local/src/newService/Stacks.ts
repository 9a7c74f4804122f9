import { after, type Edit, extend } from "./Edits.ts"
import type { Names } from "./Names.ts"

/** The service's stack among those of the app. */
export const stacks = ({ pascal }: Names): ReadonlyArray<Edit> => [
  after(
    "infra/src/Tango.ts",
    /^import \{ \w+Stack \} from "\.\/services\//u,
    `import { ${pascal}Stack } from "./services/${pascal}Stack.ts"`,
  ),
  extend("infra/src/Tango.ts", /^const services = \[[^\]]*[^\],\s]/mu, `, ${pascal}Stack`),
]
