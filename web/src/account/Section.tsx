import { type ReactNode, useId } from "react"
import { Card } from "@/components/ui/card.tsx"

/** One subject of the account. */
export function Section({ title, text, children }: { title: string; text?: ReactNode; children: ReactNode }) {
  const id = useId()
  return (
    <Card className="p-5">
      <section aria-labelledby={id} className="grid gap-4">
        <div className="grid gap-1">
          <h2 id={id} className="font-semibold">
            {title}
          </h2>
          {text && <div className="text-pretty text-muted-foreground">{text}</div>}
        </div>
        {children}
      </section>
    </Card>
  )
}
