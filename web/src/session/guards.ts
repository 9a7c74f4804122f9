import { redirect } from "react-router"
import { session } from "@/api/api.ts"
import { rememberReturn } from "@/lib/returnTo.ts"

export const toStart = async () => {
  const { status } = await session.start()
  return redirect(status === "authenticated" ? "/projects" : "/login")
}

export const requireSession = async ({ request }: { request: Request }) => {
  const { status } = await session.start()
  if (status === "authenticated") return null
  const { pathname, search } = new URL(request.url)
  rememberReturn(pathname + search)
  return redirect("/login")
}

export const requireNoSession = async () => {
  const { status } = await session.start()
  return status === "authenticated" ? redirect("/projects") : null
}
