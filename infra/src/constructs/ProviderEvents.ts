import type * as events from "aws-cdk-lib/aws-events"
import { Construct } from "constructs"
import { DirectFunction } from "./DirectFunction.ts"
import type { ServiceStack } from "./ServiceStack.ts"

/** A provider that tells of itself on a bus of the account, not by a webhook. */
export interface ProviderSource {
  readonly provider: "ses" | "stripe"
  /** The handler's module from the repository's root. */
  readonly entry: string
  readonly eventBus: events.IEventBus
  readonly eventPattern: events.EventPattern
}

/** Takes a provider's events from its bus to ours: what a webhook's function is elsewhere. */
export class ProviderEvents extends Construct {
  constructor(stack: ServiceStack, { provider, ...source }: ProviderSource) {
    super(stack, "Provider")
    const functionName = `${stack.service}-${provider}-events`
    const { function: handler } = new DirectFunction(this, stack, {
      ...source,
      name: `${provider}Events`,
      functionName,
      rule: functionName,
      failureQueue: `${functionName}-failures`,
      timeoutSeconds: 15,
      retryAttempts: 2,
    })
    stack.platform.bus.grantPutEventsTo(handler)
  }
}
