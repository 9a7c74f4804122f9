import { directRoutes } from "@tango/contracts/Topology"
import { Construct } from "constructs"
import { DirectFunction } from "./DirectFunction.ts"
import type { Configuration, ServiceStack } from "./ServiceStack.ts"

/** A service's functions that a rule on our bus calls without a queue, as the contracts say. */
export class DirectFunctions extends Construct {
  constructor(stack: ServiceStack, configuration: Configuration = {}) {
    super(stack, "Direct")
    for (const route of directRoutes.filter((one) => one.service === stack.service))
      new DirectFunction(this, stack, {
        ...configuration,
        ...route,
        eventBus: stack.platform.bus,
        eventPattern: { detailType: [...route.detailTypes] },
      })
  }
}
