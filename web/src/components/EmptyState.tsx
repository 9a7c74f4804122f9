import type { LucideIcon } from "lucide-react"
import type { ReactNode } from "react"

export function EmptyState({
  icon: Icon,
  title,
  text,
  children,
}: {
  icon: LucideIcon
  title: string
  text: string
  children?: ReactNode
}) {
  return (
    <div className="grid justify-items-center gap-2 rounded-xl border border-dashed bg-card/50 px-6 py-14 text-center">
      <span className="mb-2 grid size-11 place-items-center rounded-full border bg-card shadow-xs">
        <Icon aria-hidden className="size-5 text-brand" />
      </span>
      <h2 className="text-base font-semibold">{title}</h2>
      <p className="max-w-sm text-pretty text-muted-foreground">{text}</p>
      {children && <div className="mt-3">{children}</div>}
    </div>
  )
}
