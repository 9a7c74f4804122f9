import type { ProjectId } from "@tango/contracts/Ids"
import { DownloadIcon, FileIcon, FileClockIcon, Trash2Icon, XIcon } from "lucide-react"
import { useState } from "react"
import { api } from "@/api/api.ts"
import { useChange } from "@/api/useChange.ts"
import { Confirm } from "@/components/Confirm.tsx"
import { toastError } from "@/components/toastError.tsx"
import { Button } from "@/components/ui/button.tsx"
import { formatBytes, formatDate } from "@/lib/format.ts"
import { texts } from "@/texts.ts"
import type { Attachment } from "./sendFile.ts"

interface Row {
  readonly projectId: ProjectId
  readonly attachment: Attachment
  readonly editable: boolean
  readonly onChoose: () => void
}

/** A file that is there, or one of which parts are. */
export function AttachmentRow({ projectId, attachment, editable, onChoose }: Row) {
  const { attachmentId, createdAt, name, size, status } = attachment
  const params = { projectId, attachmentId }
  const [asking, setAsking] = useState(false)
  const ready = status === "ready"
  const remove = useChange(() => api(({ attachments }) => attachments.remove({ params })), {
    stale: ["project", "usage"],
    done: ready ? texts.attachments.removed : texts.attachments.cancelled,
  })
  const download = () =>
    void api(({ attachments }) => attachments.download({ params })).then(({ url }) => location.assign(url), toastError)
  const Icon = ready ? FileIcon : FileClockIcon
  return (
    <li className="flex items-center gap-3 px-4 py-3">
      <Icon aria-hidden className="size-4 shrink-0 text-muted-foreground" />
      <div className="grid min-w-0 flex-1">
        <span className="truncate font-medium">{name}</span>
        <span className="text-xs text-muted-foreground">
          {ready ? texts.attachments.about(formatBytes(size), formatDate(createdAt)) : texts.attachments.unfinished}
        </span>
      </div>
      {ready && (
        <Button variant="ghost" size="icon" aria-label={texts.attachments.download(name)} onClick={download}>
          <DownloadIcon aria-hidden />
        </Button>
      )}
      {!ready && editable && (
        <Button variant="outline" size="sm" aria-label={texts.attachments.resume(name)} onClick={onChoose}>
          {texts.attachments.choose}
        </Button>
      )}
      {editable && (
        <Button
          variant="ghost"
          size="icon"
          aria-label={ready ? texts.attachments.remove(name) : texts.attachments.cancel(name)}
          onClick={() => (ready ? setAsking(true) : remove.mutate(undefined, { onError: toastError }))}
        >
          {ready ? <Trash2Icon aria-hidden /> : <XIcon aria-hidden />}
        </Button>
      )}
      {asking && (
        <Confirm
          title={texts.attachments.removeTitle(name)}
          text={texts.attachments.removeText}
          action={texts.attachments.removeAction}
          change={remove}
          onClose={() => setAsking(false)}
        />
      )}
    </li>
  )
}
