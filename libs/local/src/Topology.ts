import * as contracts from "@tango/contracts/Topology"

/** A route of the contracts whose names may be any: a test runs a smaller stack of its own. */
type Named<Route, Names extends keyof Route> = Omit<Route, Names> & Readonly<Record<Names, string>>

/** The parts of the contracts' topology that the local stack reads. */
export interface Topology {
  readonly serviceRoutes: ReadonlyArray<Named<Omit<contracts.ServiceRoute, "priority">, "service" | "pathPattern">>
  readonly webhookRoutes: ReadonlyArray<
    Named<Omit<contracts.WebhookRoute, "priority" | "provider">, "service" | "path">
  >
  readonly consumerRoutes: ReadonlyArray<Named<Omit<contracts.ConsumerRoute, "reads">, "consumer">>
  readonly directRoutes: ReadonlyArray<Named<Omit<contracts.DirectRoute, "reads">, "service">>
  readonly jobRoutes: ReadonlyArray<Named<contracts.JobRoute, "service">>
}

export const topology: Topology = contracts
