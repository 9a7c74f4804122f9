/** What a function's worker is told when it is made. */
export interface WorkerSettings {
  /** The handler's module, an absolute path. */
  readonly entry: string
  readonly functionName: string
}

export interface Invocation {
  readonly id: number
  readonly event: unknown
  /** Milliseconds since 1970. */
  readonly deadline: number
}

/** An error as Lambda reports it. */
export interface FunctionError {
  readonly errorType: string
  readonly errorMessage: string
  readonly trace: ReadonlyArray<string>
}

export type Answer =
  | { readonly id: number; readonly result: unknown }
  | {
      readonly id: number
      readonly error: FunctionError
      /** The function could not be loaded. */
      readonly broken?: true
    }

export const functionError = (error: unknown): FunctionError => ({
  errorType: error instanceof Error ? error.name : "Error",
  errorMessage: error instanceof Error ? error.message : String(error),
  trace: error instanceof Error ? (error.stack ?? "").split("\n") : [],
})
