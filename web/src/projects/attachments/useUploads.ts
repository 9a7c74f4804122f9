import type { ProjectId } from "@tango/contracts/Ids"
import { useEffect, useRef, useState } from "react"
import { toast } from "sonner"
import { api } from "@/api/api.ts"
import { texts } from "@/texts.ts"
import { type Attachment, isSame, sendFile } from "./sendFile.ts"
import { sentence } from "./sentence.ts"
import { useRefresh } from "./useAttachments.ts"

/** A file on its way; `problem` is why it stopped. */
export interface Sending {
  readonly key: number
  readonly file: File
  readonly sent: number
  readonly checking: boolean
  readonly attachment?: Attachment
  readonly problem?: string
}

/**
 * The files that this page sends. Who leaves the page stops them: they can be taken up again from where they were, as long as the
 * upload lives.
 */
export const useUploads = (projectId: ProjectId) => {
  const refresh = useRefresh(projectId)
  const [sending, setSending] = useState<ReadonlyArray<Sending>>([])
  const controllers = useRef(new Map<number, AbortController>())
  const nextKey = useRef(0)

  useEffect(() => {
    const { current } = controllers
    return () => {
      for (const controller of current.values()) controller.abort()
    }
  }, [])

  const change = (key: number, part: Partial<Sending>) =>
    setSending((all) => all.map((one) => (one.key === key ? { ...one, ...part } : one)))
  const forget = (key: number) => {
    controllers.current.delete(key)
    setSending((all) => all.filter((one) => one.key !== key))
  }

  const send = async (file: File, known: Attachment | undefined) => {
    const key = nextKey.current++
    const controller = new AbortController()
    controllers.current.set(key, controller)
    setSending((all) => [...all, { key, file, sent: 0, checking: false }])
    if (file.size === 0) return change(key, { problem: texts.attachments.empty })
    try {
      await sendFile(projectId, file, known, {
        signal: controller.signal,
        onBegun: (attachment) => {
          change(key, { attachment })
          void refresh()
        },
        onSent: (sent) => change(key, { sent }),
        onChecking: () => change(key, { checking: true, sent: file.size }),
      })
      await refresh()
      forget(key)
      toast.success(texts.attachments.added(file.name))
    } catch (error) {
      if (controller.signal.aborted) return
      change(key, { problem: sentence(error), checking: false })
      await refresh()
    }
  }

  /** Files of which some parts are there go on from where they were. */
  const add = (files: ReadonlyArray<File>, known: ReadonlyArray<Attachment>) => {
    for (const file of files) {
      const begun = known.find((attachment) => isSame(attachment, file))
      const underway = sending.find((one) => begun !== undefined && one.attachment?.attachmentId === begun.attachmentId)
      if (underway !== undefined && underway.problem === undefined) continue
      if (underway !== undefined) forget(underway.key)
      void send(file, begun)
    }
  }

  const cancel = async ({ attachment, key }: Sending) => {
    controllers.current.get(key)?.abort()
    forget(key)
    if (attachment === undefined) return
    const params = { projectId, attachmentId: attachment.attachmentId }
    await api(({ attachments }) => attachments.remove({ params })).catch(() => undefined)
    await refresh()
    toast.success(texts.attachments.cancelled)
  }

  return { sending, add, cancel }
}
