/**
 * One trace per user action: everything the app asks for because of one click, key or navigation carries the same
 * W3C trace id, so that a person on call finds all of it from the id that the user was shown.
 */
const hex = (bytes: number) =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, "0")).join("")

let traceId = hex(16)

/** Starts the trace of a new user action. */
export const startTrace = (): void => {
  traceId = hex(16)
}

/** 32 hex digits. */
export const currentTraceId = (): string => traceId

/** The `traceparent` header of one request of that trace, sampled. */
export const traceparent = (trace: string): string => `00-${trace}-${hex(8)}-01`
