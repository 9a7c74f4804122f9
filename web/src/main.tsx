import { StrictMode } from "react"
import { createRoot } from "react-dom/client"
import { RouterProvider } from "react-router/dom"
import { startTrace } from "@/api/Trace.ts"
import { router } from "./routes.tsx"
import "./styles.css"

for (const action of ["click", "submit"]) document.addEventListener(action, startTrace, { capture: true })
let shown = router.state.location.key
router.subscribe(({ location }) => {
  if (location.key !== shown) startTrace()
  shown = location.key
})

const root = document.getElementById("root")
if (root) {
  createRoot(root).render(
    <StrictMode>
      <RouterProvider router={router} />
    </StrictMode>,
  )
}
