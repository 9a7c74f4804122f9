import type { Storage as StorageSchema } from "@tango/contracts/api/projects/AttachmentsGroup"
import { useRef } from "react"
import { LoadMore } from "@/components/LoadMore.tsx"
import { QueryState } from "@/components/QueryState.tsx"
import { Card } from "@/components/ui/card.tsx"
import { Progress } from "@/components/ui/progress.tsx"
import { formatBytes } from "@/lib/format.ts"
import { texts } from "@/texts.ts"
import type { Project } from "../ProjectList.tsx"
import { AttachmentRow } from "./AttachmentRow.tsx"
import { DropArea } from "./DropArea.tsx"
import { SendingRow } from "./SendingRow.tsx"
import { useAttachments } from "./useAttachments.ts"
import { useUploads } from "./useUploads.ts"

/** The files of a project; its editors add and delete them, unless it is archived. */
export function Attachments({ project: { projectId, relation, status } }: { project: Project }) {
  const attachments = useAttachments(projectId)
  const { add, cancel, sending } = useUploads(projectId)
  const input = useRef<HTMLInputElement>(null)
  const editable = relation !== "viewer" && status === "active"
  const underway = new Set(sending.map(({ attachment }) => attachment?.attachmentId))
  return (
    <section aria-labelledby="files" className="grid grid-cols-1 gap-3">
      <h2 id="files" className="text-base font-semibold">
        {texts.attachments.title}
      </h2>
      {editable && <DropArea input={input} onFiles={(files) => add(files, attachments.data?.items ?? [])} />}
      {relation === "viewer" && <p className="text-muted-foreground">{texts.attachments.onlyEditors}</p>}
      {sending.length > 0 && (
        <Card>
          <ul className="divide-y">
            {sending.map((one) => (
              <SendingRow key={one.key} sending={one} onCancel={() => void cancel(one)} />
            ))}
          </ul>
        </Card>
      )}
      <QueryState query={attachments}>
        {({ items, storage }) => {
          const shown = items.filter(({ attachmentId }) => !underway.has(attachmentId))
          return (
            <>
              {shown.length === 0 && sending.length === 0 && (
                <p className="text-muted-foreground">{texts.attachments.none}</p>
              )}
              {shown.length > 0 && (
                <Card>
                  <ul className="divide-y" aria-label={texts.attachments.title}>
                    {shown.map((attachment) => (
                      <AttachmentRow
                        key={attachment.attachmentId}
                        projectId={projectId}
                        attachment={attachment}
                        editable={editable}
                        onChoose={() => input.current?.click()}
                      />
                    ))}
                  </ul>
                </Card>
              )}
              <LoadMore query={attachments} />
              {storage && <StorageMeter {...storage} />}
            </>
          )
        }}
      </QueryState>
    </section>
  )
}

function StorageMeter({ limit, used }: typeof StorageSchema.Type) {
  const value = texts.attachments.storageUsed(formatBytes(used), limit === null ? null : formatBytes(limit))
  return (
    <div className="flex items-center gap-3 text-xs text-muted-foreground">
      {limit !== null && (
        <Progress
          value={limit === 0 ? 100 : Math.min(100, (used / limit) * 100)}
          aria-label={texts.attachments.storage}
          getValueLabel={() => value}
          className="w-24"
        />
      )}
      <span className="tabular-nums">{value}</span>
    </div>
  )
}
