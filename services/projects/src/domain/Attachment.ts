import {
  AttachmentRefused,
  attachmentTypes,
  maxAttachmentBytes,
  partBytes,
  StorageLimitReached,
} from "@tango/contracts/api/projects/Attachments"
import type { Limits, PlanName } from "@tango/contracts/Plans"
import * as Effect from "effect/Effect"

export const partCount = (size: number): number => Math.ceil(size / partBytes)

/** The bytes of a part, numbered from 1; undefined where there is no such part. */
export const partSize = (size: number, part: number): number | undefined =>
  part < 1 || part > partCount(size) ? undefined : Math.min(partBytes, size - (part - 1) * partBytes)

interface Allowance {
  readonly plan: PlanName
  readonly limits: Pick<Limits, "storageBytes">
}

/** One more file of `size` bytes, given how many bytes there are now? */
export const admitFile = (
  { limits: { storageBytes: limit }, plan }: Allowance,
  used: number,
  { contentType, size }: { readonly contentType: string; readonly size: number },
): Effect.Effect<void, StorageLimitReached | AttachmentRefused> => {
  if (limit !== null && used + size > limit) return Effect.fail(new StorageLimitReached({ plan, limit, used }))
  if (size > maxAttachmentBytes) return Effect.fail(new AttachmentRefused({ reason: "too_large" }))
  return Object.hasOwn(attachmentTypes, contentType)
    ? Effect.void
    : Effect.fail(new AttachmentRefused({ reason: "type_not_allowed" }))
}

const isText = (type: string) => type.startsWith("text/") || type === "application/json"
const isOffice = (type: string) => type.startsWith("application/vnd.openxmlformats-")

/** Text says nothing of itself: it is what is whole UTF-8 without a zero; the end may be cut within a character. */
const readsAsText = (bytes: Uint8Array): boolean => {
  if (bytes.includes(0)) return false
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}

/** Are first bytes of a file, which look like `found`, those of a file of the type that was declared? */
export const isWhatItSays = (declared: string, found: string | undefined, bytes: Uint8Array): boolean => {
  if (isText(declared)) return (found === undefined || found.endsWith("/xml")) && readsAsText(bytes)
  // What tells these from other archives may come later than the first bytes.
  if (isOffice(declared)) return found === declared || found === "application/zip"
  return found === declared
}

const encoded = (text: string) =>
  encodeURIComponent(text).replaceAll(/['()*]/gu, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)

/** RFC 6266: the name as it is, and for old readers in ASCII; the file is never shown in the page's place. */
export const disposition = (name: string): string => {
  const plain = name.normalize("NFKD").replaceAll(/[^\x20-\x7e]|["\\%]/gu, "_")
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded(name)}`
}
