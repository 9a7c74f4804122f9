import { type FunctionSpec, Instance } from "./Instance.ts"

/** A function: instances that handle one event at a time each, one more made where all are busy, as long as it may have more. */
export class LambdaFunction {
  readonly spec: FunctionSpec
  readonly #instances: ReadonlyArray<Instance>

  constructor(spec: FunctionSpec, maxConcurrency = 1) {
    this.spec = spec
    // They are made at once and have no worker before their first event.
    this.#instances = Array.from({ length: maxConcurrency }, () => new Instance(spec))
  }

  /** Calls the handler; rejects with InvocationFailed. */
  invoke(event: unknown): Promise<unknown> {
    return this.#instances.reduce((least, one) => (one.running < least.running ? one : least)).invoke(event)
  }

  /** Makes a worker before the first event needs it. */
  warm(): void {
    this.#instances[0]?.warm()
  }

  /** Forgets the workers when nothing runs: what is seldom called holds no memory meanwhile. */
  async rest(): Promise<void> {
    await Promise.all(this.#instances.map((one) => one.rest()))
  }

  /** Lets the running invocations end. */
  async close(): Promise<void> {
    await Promise.all(this.#instances.map((one) => one.close()))
  }
}
