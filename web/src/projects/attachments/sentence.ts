import { ApiError } from "@/api/ApiError.ts"
import { errorTitle } from "@/components/errorTexts.ts"
import { formatBytes } from "@/lib/format.ts"
import { texts } from "@/texts.ts"

/** Why a file was not taken, as a sentence. */
export const sentence = (error: unknown): string => {
  const problem = error instanceof ApiError ? error.problem : undefined
  if (problem?._tag === "AttachmentRefused") return texts.attachments.refused[problem.reason]
  if (problem?._tag === "StorageLimitReached")
    return texts.attachments.full(formatBytes(Math.max(0, problem.limit - problem.used)))
  if (problem?._tag === "InvalidRequest") return texts.attachments.badName
  return errorTitle(error)
}
