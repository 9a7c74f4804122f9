import type { Context } from "hono"
import type { CreateBatchSuccessResponse, CreateEmailResponseSuccess } from "resend"
import { ResendFailure } from "./Errors.ts"
import { readDraft } from "./Request.ts"
import type { Draft, SendRequest } from "./Request.ts"

type Permissive = CreateBatchSuccessResponse<{ batchValidation: "permissive" }>

/** `errors` is there for permissive batches only. (The SDK's type of a strict answer, `data` and no string keys, has no values.) */
type BatchResponse = Pick<Permissive, "data"> & Partial<Pick<Permissive, "errors">>

/** Up to 100 mails: all or none, unless `x-batch-validation: permissive` lets the good ones through. */
export const sendBatch = (
  c: Context,
  requests: Array<SendRequest>,
  accept: (c: Context, draft: Draft) => CreateEmailResponseSuccess,
  now: number,
): BatchResponse => {
  if (!Array.isArray(requests) || requests.length < 1 || requests.length > 100)
    throw new ResendFailure(422, "validation_error", "A batch must be an array of 1 to 100 emails.")
  const read = (request: SendRequest, index: number): Draft | { index: number; message: string } => {
    try {
      if (request?.attachments) throw new ResendFailure(422, "validation_error", "A batch takes no attachments.")
      return readDraft(request, now)
    } catch (error) {
      if (!(error instanceof ResendFailure) || c.req.header("x-batch-validation") !== "permissive") throw error
      return { index, message: error.message }
    }
  }
  const results = requests.map(read)
  const data = results.flatMap((result) => ("index" in result ? [] : [accept(c, result)]))
  if (c.req.header("x-batch-validation") !== "permissive") return { data }
  return { data, errors: results.flatMap((result) => ("index" in result ? [result] : [])) }
}
