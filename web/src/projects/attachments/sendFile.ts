import { attachmentTypes } from "@tango/contracts/api/projects/Attachments"
import type { Attachment as AttachmentSchema } from "@tango/contracts/api/projects/AttachmentsGroup"
import type { ProjectId } from "@tango/contracts/Ids"
import { ApiError } from "@/api/ApiError.ts"
import { api } from "@/api/api.ts"
import { currentTraceId } from "@/api/Trace.ts"

export type Attachment = typeof AttachmentSchema.Type

/** Tells how it goes; bytes are of the whole file. */
export interface Progress {
  readonly signal: AbortSignal
  readonly onBegun: (attachment: Attachment) => void
  readonly onSent: (bytes: number) => void
  readonly onChecking: () => void
}

/** Browsers know the type by the name's end, some of them not all of these. */
export const typeOf = ({ name, type }: Pick<File, "name" | "type">): string => {
  if (type in attachmentTypes) return type
  const ending = name.split(".").at(-1)?.toLowerCase() ?? ""
  const [known] = Object.entries(attachmentTypes).find(([, endings]) => endings.includes(ending)) ?? []
  return known ?? (type === "" ? "application/octet-stream" : type)
}

/** Is this the file of which some parts were sent before? */
export const isSame = (attachment: Attachment, file: Pick<File, "name" | "size" | "lastModified">): boolean =>
  attachment.status === "uploading" &&
  attachment.name === file.name &&
  attachment.size === file.size &&
  attachment.lastModified === file.lastModified

const sha256 = async (part: Blob): Promise<string> => {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await part.arrayBuffer()))
  return btoa(String.fromCharCode(...digest))
}

/** Gives S3's tag of the part. By XMLHttpRequest, since `fetch` does not tell how far it is. */
const put = (
  { headers, url }: { readonly url: string; readonly headers: Readonly<Record<string, string>> },
  part: Blob,
  { onSent, signal }: Pick<Progress, "signal" | "onSent">,
) =>
  new Promise<string>((resolve, reject) => {
    const request = new XMLHttpRequest()
    const fail = (kind: ApiError["kind"]) => () => reject(new ApiError(kind, currentTraceId()))
    request.open("PUT", url)
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    request.upload.addEventListener("progress", ({ loaded }) => onSent(loaded))
    request.addEventListener("error", fail("unreachable"))
    request.addEventListener("abort", fail("unreachable"))
    request.addEventListener("load", () => {
      const etag = request.getResponseHeader("etag")
      if (request.status === 200 && etag !== null) resolve(etag)
      else fail("unexpected")()
    })
    signal.addEventListener("abort", () => request.abort(), { once: true })
    request.send(part)
  })

const attempts = 3

/** Sends the file in parts, or those that are missing of one that was begun; rejects with `ApiError`. */
export const sendFile = async (
  projectId: ProjectId,
  file: File,
  begun: Attachment | undefined,
  progress: Progress,
): Promise<Attachment> => {
  const payload = { name: file.name, contentType: typeOf(file), size: file.size, lastModified: file.lastModified }
  const upload = await (begun === undefined
    ? api(({ attachments }) => attachments.begin({ params: { projectId }, payload }))
    : api(({ attachments }) => attachments.upload({ params: { projectId, attachmentId: begun.attachmentId } })))
  const { attachment, partBytes } = upload
  const { attachmentId } = attachment
  progress.onBegun(attachment)

  const sendPart = async (partNumber: number, attempt = 1): Promise<void> => {
    const start = (partNumber - 1) * partBytes
    const part = file.slice(start, start + partBytes)
    const checksum = await sha256(part)
    const params = { projectId, attachmentId, partNumber }
    const address = await api(({ attachments }) => attachments.partAddress({ params, payload: { checksum } }))
    try {
      const onSent = (bytes: number) => progress.onSent(start + bytes)
      const etag = await put(address, part, { signal: progress.signal, onSent })
      await api(({ attachments }) => attachments.partArrived({ params, payload: { checksum, etag } }))
    } catch (error) {
      if (progress.signal.aborted || attempt === attempts) throw error
      await sendPart(partNumber, attempt + 1)
    }
  }

  const there = new Set(upload.parts)
  for (let partNumber = 1; (partNumber - 1) * partBytes < file.size; partNumber++) {
    progress.signal.throwIfAborted()
    if (!there.has(partNumber)) await sendPart(partNumber)
    progress.onSent(Math.min(file.size, partNumber * partBytes))
  }
  progress.onChecking()
  return api(({ attachments }) => attachments.complete({ params: { projectId, attachmentId } }))
}
