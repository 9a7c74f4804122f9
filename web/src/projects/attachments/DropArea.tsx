import { UploadIcon } from "lucide-react"
import { type RefObject, useState } from "react"
import { Button } from "@/components/ui/button.tsx"
import { cn } from "@/lib/utils.ts"
import { texts } from "@/texts.ts"

/** Takes files that are dropped on it or chosen; the same file may be chosen twice. */
export function DropArea({
  input,
  onFiles,
}: {
  input: RefObject<HTMLInputElement | null>
  onFiles: (files: ReadonlyArray<File>) => void
}) {
  const [over, setOver] = useState(false)
  return (
    <div
      className={cn(
        "grid justify-items-center gap-2 rounded-lg border border-dashed px-4 py-6 text-center transition-colors",
        over && "border-brand bg-brand-soft",
      )}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        onFiles([...event.dataTransfer.files])
      }}
    >
      <p className="flex flex-wrap items-center justify-center gap-2">
        <span className="text-muted-foreground">{texts.attachments.drop}</span>
        <Button variant="outline" size="sm" onClick={() => input.current?.click()}>
          <UploadIcon aria-hidden />
          {texts.attachments.choose}
        </Button>
      </p>
      <p className="max-w-prose text-xs text-muted-foreground">{texts.attachments.hint}</p>
      <input
        ref={input}
        type="file"
        multiple
        tabIndex={-1}
        aria-label={texts.attachments.title}
        className="sr-only"
        onChange={({ currentTarget }) => {
          onFiles([...(currentTarget.files ?? [])])
          currentTarget.value = ""
        }}
      />
    </div>
  )
}
