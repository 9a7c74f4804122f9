import * as Schema from "effect/Schema"
import { PlanName } from "../../Plans.ts"
import { Problem } from "../../Problem.ts"

/** An archived project can be read, shared, restored and deleted; to change it, restore it first. */
export class ProjectIsArchived extends Problem<ProjectIsArchived>()(
  "ProjectIsArchived",
  { code: "project_archived", status: 409, title: "An archived project cannot be changed." },
  {},
) {}

/** `limit` and `used` in bytes; `used` counts uploads that are not complete. */
export class StorageLimitReached extends Problem<StorageLimitReached>()(
  "StorageLimitReached",
  { code: "storage_limit_reached", status: 403, title: "Your plan has no room for this file." },
  { plan: PlanName, limit: Schema.Int, used: Schema.Int },
) {}

/**
 * Why a file is not taken: it is over 5 GiB; its type is none of `attachmentTypes`; its first bytes are not of its type, its size or
 * its checksum another; parts are missing; there is no such part; it is complete already.
 */
export class AttachmentRefused extends Problem<AttachmentRefused>()(
  "AttachmentRefused",
  { code: "attachment_refused", status: 422, title: "This file cannot be taken." },
  {
    reason: Schema.Literals([
      "too_large",
      "type_not_allowed",
      "not_what_it_says",
      "incomplete",
      "wrong_part",
      "complete_already",
    ]),
  },
) {}

export const AttachmentId = Schema.String.check(Schema.isUUID()).pipe(Schema.brand("AttachmentId"))
export type AttachmentId = typeof AttachmentId.Type

/** Base64 of a SHA-256. */
export const Checksum = Schema.String.check(Schema.isPattern(/^[A-Za-z0-9+/]{43}=$/u))

export const maxAttachmentBytes = 5 * 1024 ** 3

/** Of each part but the last, which is what is left. */
export const partBytes = 8 * 1024 ** 2

/** The types that are taken, with the endings of their files: for who has no better way to know. */
export const attachmentTypes: Readonly<Record<string, ReadonlyArray<string>>> = {
  "application/json": ["json"],
  "application/pdf": ["pdf"],
  "application/vnd.openxmlformats-officedocument.presentationml.presentation": ["pptx"],
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ["xlsx"],
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ["docx"],
  "application/zip": ["zip"],
  "audio/mpeg": ["mp3"],
  "image/gif": ["gif"],
  "image/jpeg": ["jpg", "jpeg"],
  "image/png": ["png"],
  "image/webp": ["webp"],
  "text/csv": ["csv"],
  "text/markdown": ["md"],
  "text/plain": ["txt", "log"],
  "video/mp4": ["mp4"],
}

const bytesOf = (text: string) => new TextEncoder().encode(text).length

/**
 * What a file may be called: 1 to 255 bytes of UTF-8, no path separators, nothing that cannot be seen or that turns the direction of
 * what is read, no halves of characters.
 */
export const FileName = Schema.Trim.check(
  Schema.isMinLength(1),
  Schema.isPattern(/^[^/\\\p{Cc}\p{Cs}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]*$/u),
  Schema.makeFilter((name) => (name !== "." && name !== ".." ? true : "is a folder's name")),
  Schema.makeFilter((name) => (bytesOf(name) <= 255 ? true : "is longer than 255 bytes")),
)
