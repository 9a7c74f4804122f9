import * as contracts from "@tango/contracts/Topology"

/** The parts of the contracts' topology that the local stack reads, so that a test can run a smaller stack. */
export interface Topology {
  readonly serviceRoutes: ReadonlyArray<{
    readonly service: string
    readonly pathPattern: string
    readonly localPort: number
  }>
  readonly webhookRoutes: ReadonlyArray<{
    readonly service: string
    readonly path: string
    readonly functionName: string
    readonly entry: string
  }>
  readonly consumerRoutes: ReadonlyArray<{
    readonly consumer: string
    readonly queue: string
    readonly deadLetterQueue: string
    readonly maxReceiveCount: number
    readonly visibilityTimeoutSeconds: number
    readonly batchSize: number
    readonly rule: string
    readonly detailTypes: ReadonlyArray<string>
    readonly functionName: string
    readonly timeoutSeconds: number
    readonly entry: string
  }>
}

export const topology: Topology = contracts
