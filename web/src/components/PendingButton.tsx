import { LoaderCircleIcon } from "lucide-react"
import type { ComponentProps } from "react"
import { Button } from "./ui/button.tsx"

/** A button that keeps its focus and its size while its action is under way. */
export function PendingButton({
  pending,
  children,
  onClick,
  ...props
}: ComponentProps<typeof Button> & { pending: boolean }) {
  return (
    <Button
      aria-disabled={pending}
      aria-busy={pending}
      onClick={(event) => {
        if (pending) event.preventDefault()
        else onClick?.(event)
      }}
      {...props}
    >
      {pending && <LoaderCircleIcon aria-hidden className="animate-spin" />}
      {children}
    </Button>
  )
}
