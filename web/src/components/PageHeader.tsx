import type { ReactNode } from "react"
import { texts } from "@/texts.ts"

/** The page's title, in the document and as its one `h1`, which takes the focus after a navigation. */
export function PageHeader({ title, text, action }: { title: string; text?: string; action?: ReactNode }) {
  return (
    <div className="mb-6 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <title>{texts.app.title(title)}</title>
      <div className="grid gap-1">
        <h1 tabIndex={-1} className="text-[1.375rem] leading-tight font-semibold outline-none">
          {title}
        </h1>
        {text && <p className="text-muted-foreground">{text}</p>}
      </div>
      {action}
    </div>
  )
}
