import { redirect } from "react-router"
import { session } from "@/api/api.ts"
import { ApiError } from "@/api/ApiError.ts"
import { rememberReturn } from "@/lib/returnTo.ts"
import { pendingStep } from "./stepUp.ts"

const logInPath = () => (pendingStep() ? "/second-factor" : "/login")

export const toStart = async () => {
  const { status } = await session.start()
  return redirect(status === "authenticated" ? "/projects" : logInPath())
}

export const requireSession = async ({ request }: { request: Request }) => {
  const { status } = await session.start()
  if (status === "authenticated") return null
  const { pathname, search } = new URL(request.url)
  rememberReturn(pathname + search)
  return redirect(logInPath())
}

/** Where nobody can say whether there is a session, the log-in page does: it tells that logging in is not possible. */
export const requireNoSession = async () => {
  const state = await session.start().catch((error: unknown) => {
    if (error instanceof ApiError && error.problem?._tag === "ProviderUnavailable") return undefined
    throw error
  })
  return state?.status === "authenticated" ? redirect("/projects") : null
}
