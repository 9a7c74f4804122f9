import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3"
import { getSignedUrl } from "@aws-sdk/s3-request-presigner"
import { ProviderUnavailable } from "@tango/contracts/Problem"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"

/** S3 takes no smaller part than 5 MiB but the last. */
const partBytes = 8 * 1024 * 1024

interface Pending {
  readonly chunks: ReadonlyArray<Uint8Array>
  readonly size: number
  readonly tags: ReadonlyArray<string>
}
const nothing: Pending = { chunks: [], size: 0, tags: [] }

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
      const Bucket = yield* Config.String("UPLOADS_BUCKET").pipe(Config.withDefault("tango-identity-uploads"))
      const local = (yield* Config.String("TANGO_ENV").pipe(Config.withDefault("production"))) === "local"
      const s3 = yield* Effect.acquireRelease(
        Effect.sync(() => new S3Client({ forcePathStyle: local, requestChecksumCalculation: "WHEN_REQUIRED" })),
        (client) => Effect.sync(() => client.destroy()),
      )
      const call = <A>(name: string, run: (client: S3Client) => Promise<A>) =>
        Effect.tryPromise({ try: () => run(s3), catch: () => new ProviderUnavailable({}) }).pipe(
          Effect.withSpan(`s3 ${name}`, { kind: "client" }),
        )

      const write = Effect.fn("ExportFiles.write")(function* (
        Key: string,
        ContentType: string,
        content: Stream.Stream<Uint8Array>,
      ) {
        const { UploadId } = yield* call("CreateMultipartUpload", (client) =>
          client.send(new CreateMultipartUploadCommand({ Bucket, Key, ContentType })),
        )
        const upload = { Bucket, Key, UploadId }
        const flush = Effect.fnUntraced(function* ({ chunks, tags }: Pending) {
          const part = { ...upload, PartNumber: tags.length + 1, Body: Buffer.concat(chunks) }
          const { ETag } = yield* call("UploadPart", (client) => client.send(new UploadPartCommand(part)))
          return { ...nothing, tags: [...tags, ETag ?? ""] }
        })
        const parts = Stream.runFoldEffect(
          content,
          () => nothing,
          (pending, chunk) => {
            const next = { ...pending, chunks: [...pending.chunks, chunk], size: pending.size + chunk.length }
            return next.size < partBytes ? Effect.succeed(next) : flush(next)
          },
        ).pipe(Effect.flatMap((last) => (last.size > 0 || last.tags.length === 0 ? flush(last) : Effect.succeed(last))))
        yield* parts.pipe(
          Effect.flatMap(({ tags }) => {
            const Parts = tags.map((ETag, index) => ({ ETag, PartNumber: index + 1 }))
            const command = new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } })
            return call("CompleteMultipartUpload", (client) => client.send(command))
          }),
          Effect.onError(() =>
            Effect.ignore(
              call("AbortMultipartUpload", (client) => client.send(new AbortMultipartUploadCommand(upload))),
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
  )
}
