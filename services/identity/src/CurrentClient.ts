import * as Context from "effect/Context"

/** Who is at the other end of a request, for limits and the sign-in history: nothing here is proven. */
export interface Client {
  readonly address: string
  readonly userAgent: string
}

export const CurrentClient = Context.Reference<Client>("@tango/identity/CurrentClient", {
  defaultValue: () => ({ address: "", userAgent: "" }),
})
