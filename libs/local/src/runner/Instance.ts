import { Worker } from "node:worker_threads"
import type { Answer, FunctionError, Invocation, WorkerSettings } from "./Messages.ts"

export interface FunctionSpec {
  readonly functionName: string
  /** The handler's module, an absolute path. */
  readonly entry: string
  readonly timeoutSeconds: number
  /** All that `process.env` holds inside. */
  readonly environment: Readonly<Record<string, string>>
  /** Takes what it prints; without it, that goes where this process prints. */
  readonly output?: (text: string) => void
}

/** The handler threw, did not finish in time, or took its worker down. */
export class InvocationFailed extends Error {
  readonly failure: FunctionError

  constructor(failure: FunctionError) {
    super(failure.errorMessage)
    this.name = failure.errorType
    this.failure = failure
  }
}

const failed = (errorType: string, errorMessage: string) => new InvocationFailed({ errorType, errorMessage, trace: [] })

// Type stripping and a first import of the AWS SDK take their time on a busy machine; Lambda's init phase has ten seconds as well.
const coldStartMilliseconds = 15_000

/** An execution environment of a function: a worker thread, made at the first event and again after it died. */
export class Instance {
  readonly #spec: FunctionSpec
  #worker: Worker | undefined
  #last: Promise<unknown> = Promise.resolve()
  #count = 0
  #running = 0

  constructor(spec: FunctionSpec) {
    this.#spec = spec
  }

  /** Events that it handles or that wait for it. */
  get running(): number {
    return this.#running
  }

  /** Calls the handler; rejects with InvocationFailed. Calls wait for each other. */
  invoke(event: unknown): Promise<unknown> {
    this.#running += 1
    const run = this.#last.then(() => this.#run(event)).finally(() => (this.#running -= 1))
    this.#last = run.catch(() => {})
    return run
  }

  /** Makes the worker before the first event needs it. */
  warm(): void {
    this.#worker ??= this.#start()
  }

  /** Forgets the worker when nothing runs: what is seldom called holds no memory meanwhile. */
  async rest(): Promise<void> {
    await this.#last
    const worker = this.#worker
    this.#worker = undefined
    await worker?.terminate()
  }

  /** Lets the running invocation end. */
  async close(): Promise<void> {
    await this.#last
    await this.#worker?.terminate()
  }

  #start(): Worker {
    const settings: WorkerSettings = { entry: this.#spec.entry, functionName: this.#spec.functionName }
    const worker = new Worker(new URL("./worker.ts", import.meta.url), {
      workerData: settings,
      env: { ...this.#spec.environment },
      stdout: this.#spec.output !== undefined,
    })
    if (this.#spec.output !== undefined) worker.stdout.setEncoding("utf8").on("data", this.#spec.output)
    const forget = () => {
      if (this.#worker === worker) this.#worker = undefined
    }
    worker.once("exit", forget).once("error", forget)
    return worker
  }

  #run(event: unknown): Promise<unknown> {
    const cold = this.#count === 0 || this.#worker === undefined
    const worker = (this.#worker ??= this.#start())
    const id = ++this.#count
    const milliseconds = this.#spec.timeoutSeconds * 1000 + (cold ? coldStartMilliseconds : 0)
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        clearTimeout(timer)
        worker.off("message", onMessage).off("exit", onExit).off("error", onError)
        act()
      }
      const onMessage = (answer: Answer) => {
        if (answer.id !== id) return
        // As in Lambda, a function that could not be loaded is loaded anew for its next event.
        if ("error" in answer && answer.broken === true) {
          if (this.#worker === worker) this.#worker = undefined
          void worker.terminate()
        }
        settle(() => ("error" in answer ? reject(new InvocationFailed(answer.error)) : resolve(answer.result)))
      }
      const onExit = () => settle(() => reject(failed("Runtime.ExitError", "The function's worker ended.")))
      const onError = (error: unknown) => settle(() => reject(failed("Runtime.ExitError", String(error))))
      const timer = setTimeout(() => {
        settle(() =>
          reject(failed("Sandbox.Timedout", `Task timed out after ${this.#spec.timeoutSeconds.toFixed(2)} seconds`)),
        )
        // What the handler still does must not go on: its next event gets a new worker.
        this.#worker = undefined
        void worker.terminate()
      }, milliseconds)
      worker.on("message", onMessage).once("exit", onExit).once("error", onError)
      const invocation: Invocation = { id, event, deadline: Date.now() + this.#spec.timeoutSeconds * 1000 }
      worker.postMessage(invocation)
    })
  }
}
