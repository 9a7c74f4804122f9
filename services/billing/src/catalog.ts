import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { countSteps, type Step, stepsTo } from "./domain/Catalogue.ts"
import { StripeCatalogue } from "./stripe/StripeCatalogue.ts"

const commands = ["push", "diff", "check"]

const describe = (step: Step): string => {
  switch (step._tag) {
    case "Same":
      return `same      ${step.name}`
    case "CreateProduct":
      return `create    product ${step.product.id}`
    case "UpdateProduct":
      return `update    product ${step.product.id}`
    case "CreateMeter":
      return `create    meter ${step.meter}`
    case "CreatePrice":
      return `create    price ${step.price.key}`
    case "ReplacePrice":
      return `replace   price ${step.price.key} (was ${step.old})`
    case "AmendPrice":
      return `amend     price ${step.price.key} (${step.id})`
    case "RetirePrice":
      return `retire    price ${step.id}`
    case "CreatePortal":
      return "create    portal configuration"
    case "UpdatePortal":
      return `update    portal configuration ${step.id}`
  }
}

/** `push` makes Stripe agree with the plan catalogue, `diff` says what it would do, `check` exits with 1 where they differ. */
const main = Effect.gen(function* () {
  const [command = "", ...options] = process.argv.slice(2)
  if (!commands.includes(command)) {
    yield* Console.error("Usage: npm run billing:catalog -- push|diff|check [--json]")
    process.exitCode = 2
    return
  }
  const catalogue = yield* StripeCatalogue
  const steps = stepsTo(yield* catalogue.read())
  for (const step of steps) {
    yield* Console.log(describe(step))
    if (command === "push") yield* catalogue.apply(step)
  }
  const counts = countSteps(steps)
  yield* Console.log(
    options.includes("--json")
      ? JSON.stringify(counts)
      : `${counts.created} created, ${counts.changed} changed, ${counts.same} same`,
  )
  if (command === "check" && counts.same < steps.length) process.exitCode = 1
})

NodeRuntime.runMain(main.pipe(Effect.provide(StripeCatalogue.layer)))
