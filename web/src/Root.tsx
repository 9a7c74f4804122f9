import { QueryClientProvider } from "@tanstack/react-query"
import { lazy, Suspense, useEffect, useRef, useState } from "react"
import { Outlet, useLocation, useNavigation } from "react-router"
import { makeQueryClient } from "@/api/queryClient.ts"

const Toaster = lazy(() => import("@/components/ui/sonner.tsx").then((sonner) => ({ default: sonner.Toaster })))

/** Moves the focus to the new page's title, which also makes a screen reader say it. */
const useFocusOnNavigation = () => {
  const { pathname } = useLocation()
  const shown = useRef(pathname)
  useEffect(() => {
    if (shown.current === pathname) return
    shown.current = pathname
    window.scrollTo(0, 0)
    document.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true })
  }, [pathname])
}

export function Root() {
  const [queryClient] = useState(makeQueryClient)
  const loading = useNavigation().state === "loading"
  useFocusOnNavigation()
  return (
    <QueryClientProvider client={queryClient}>
      {loading && <div aria-hidden className="fixed inset-x-0 top-0 z-50 h-0.5 animate-pulse bg-brand" />}
      <Outlet />
      <Suspense>
        <Toaster />
      </Suspense>
    </QueryClientProvider>
  )
}
