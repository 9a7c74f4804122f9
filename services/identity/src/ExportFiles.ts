import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3"
import { getSignedUrl } from "@aws-sdk/s3-request-presigner"
import type { ProviderUnavailable } from "@tango/contracts/Problem"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { UploadsBucket } from "./UploadsBucket.ts"

/** S3 takes no smaller part than 5 MiB but the last. */
const partBytes = 8 * 1024 * 1024

export const exportKey = (tenant: string, exportId: string) => `exports/${tenant}/${exportId}`

/** Exports in S3, under `exports/`, where a life-cycle rule takes them away after a week. */
export class ExportFiles extends Context.Service<
  ExportFiles,
  {
    /** Never has more than one part of the file in memory. A second time writes the same file anew. */
    write(
      key: string,
      contentType: string,
      content: Stream.Stream<Uint8Array>,
    ): Effect.Effect<void, ProviderUnavailable>
    /** Good for five minutes. */
    address(key: string, fileName: string): Effect.Effect<string>
  }
>()("@tango/identity/ExportFiles") {
  static readonly layer = Layer.effect(
    ExportFiles,
    Effect.gen(function* () {
      const { Bucket, call, s3 } = yield* UploadsBucket

      const write = Effect.fn("ExportFiles.write")(function* (
        Key: string,
        ContentType: string,
        content: Stream.Stream<Uint8Array>,
      ) {
        const { UploadId } = yield* call("CreateMultipartUpload", (client) =>
          client.send(new CreateMultipartUploadCommand({ Bucket, Key, ContentType })),
        )
        const upload = { Bucket, Key, UploadId }
        const tags: Array<string | undefined> = []
        let chunks: Array<Uint8Array> = []
        let size = 0
        const flush = Effect.gen(function* () {
          const part = { ...upload, PartNumber: tags.length + 1, Body: Buffer.concat(chunks) }
          chunks = []
          size = 0
          const { ETag } = yield* call("UploadPart", (client) => client.send(new UploadPartCommand(part)))
          tags.push(ETag)
        })
        const send = Stream.runForEach(content, (chunk) =>
          Effect.suspend(() => {
            chunks.push(chunk)
            size += chunk.length
            return size < partBytes ? Effect.void : flush
          }),
        )
        yield* send.pipe(
          Effect.andThen(Effect.suspend(() => (size > 0 || tags.length === 0 ? flush : Effect.void))),
          Effect.andThen(
            call("CompleteMultipartUpload", (client) => {
              const Parts = tags.map((ETag, index) => ({ ETag, PartNumber: index + 1 }))
              return client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }))
            }),
          ),
          // What is left behind, a life-cycle rule takes away: nobody waits for that.
          Effect.onError(() =>
            call("AbortMultipartUpload", (client) => client.send(new AbortMultipartUploadCommand(upload))).pipe(
              Effect.timeout("1 second"),
              Effect.ignore,
            ),
          ),
        )
      })

      const address = Effect.fn("ExportFiles.address")((Key: string, fileName: string) => {
        const ResponseContentDisposition = `attachment; filename="${fileName}"`
        const command = new GetObjectCommand({ Bucket, Key, ResponseContentDisposition })
        return Effect.promise(() => getSignedUrl(s3, command, { expiresIn: 300 }))
      })

      return ExportFiles.of({ write, address })
    }),
  ).pipe(Layer.provide(UploadsBucket.layer))
}
