import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  S3Client,
  S3ServiceException,
  UploadPartCommand,
} from "@aws-sdk/client-s3"
import { getSignedUrl } from "@aws-sdk/s3-request-presigner"
import { AttachmentRefused } from "@tango/contracts/api/projects/Attachments"
import { ProviderUnavailable } from "@tango/contracts/Problem"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { fileTypeFromBuffer } from "file-type"
import { createHash } from "node:crypto"
import { disposition } from "./domain/Attachment.ts"
import type { Part } from "./persistence/PartRows.ts"
import type { Leftover } from "./persistence/SweepRows.ts"

/** As many bytes as it takes to know a file by its first ones. */
const sniffed = 4100

export type Stored = Leftover

interface Seen {
  readonly size: number
  /** What the first bytes look like. */
  readonly type: string | undefined
  readonly first: Uint8Array
  /** S3's checksum of the parts' checksums, where it keeps one. */
  readonly checksum: string | undefined
}

/** S3's checksum of a file in parts: of the checksums of its parts. */
export const checksumOf = (parts: ReadonlyArray<Pick<Part, "checksum">>): string => {
  const hash = createHash("sha256")
  for (const { checksum } of parts) hash.update(Buffer.from(checksum, "base64"))
  return `${hash.digest("base64")}-${parts.length}`
}

type Asked<A> = Effect.Effect<A, ProviderUnavailable>
type Judged<A> = Effect.Effect<A, AttachmentRefused | ProviderUnavailable>

/** Attachments in S3, under `attachments/`. Browsers talk to S3 themselves, by addresses that are good for one thing and some minutes. */
export class Files extends Context.Service<
  Files,
  {
    /** Gives the upload's id. */
    begin(file: Stored, contentType: string): Asked<string>
    /** Good for 15 minutes, for these bytes alone. */
    partAddress(
      file: Stored,
      part: { readonly number: number; readonly size: number; readonly checksum: string },
    ): Effect.Effect<{ readonly url: string; readonly headers: Record<string, string> }>
    /** Refused when S3 has other parts; an upload that is complete, or no longer there, is left to `look`. */
    complete(file: Stored, parts: ReadonlyArray<Part>): Judged<void>
    /** Refused when there is nothing. */
    look(file: Stored): Judged<Seen>
    /** Good for five minutes. */
    downloadAddress(file: Stored, name: string): Effect.Effect<string>
    /** Ends the upload and takes away the file, whatever of it there is. */
    remove(file: Stored): Asked<void>
  }
>()("@tango/projects/Files") {
  static readonly layer = Layer.effect(
    Files,
    Effect.gen(function* () {
      const Bucket = yield* Config.String("UPLOADS_BUCKET").pipe(Config.withDefault("tango-projects-uploads"))
      const local = (yield* Config.String("TANGO_ENV").pipe(Config.withDefault("production"))) === "local"
      const s3 = yield* Effect.acquireRelease(
        // The emulators' host has no subdomains for buckets; checksums are the browser's to send.
        Effect.sync(
          () =>
            new S3Client({
              forcePathStyle: local,
              requestChecksumCalculation: "WHEN_REQUIRED",
              responseChecksumValidation: "WHEN_REQUIRED",
            }),
        ),
        (client) => Effect.sync(() => client.destroy()),
      )

      const at = (file: Stored) => ({
        Bucket,
        Key: `attachments/${file.organization_id}/${file.project_id}/${file.attachment_id}`,
      })
      const uploadOf = (file: Stored) => ({ ...at(file), UploadId: file.upload_id ?? "" })

      /** `answers` are S3's own codes that say something about the file; anything else that goes wrong is S3's. */
      const call = <A>(
        name: string,
        answers: ReadonlyArray<string>,
        run: (client: S3Client) => Promise<A>,
      ): Judged<A> =>
        Effect.tryPromise({
          try: () => run(s3),
          catch: (cause) =>
            cause instanceof S3ServiceException && answers.includes(cause.name)
              ? new AttachmentRefused({ reason: "incomplete" })
              : new ProviderUnavailable({}),
        }).pipe(
          Effect.timeoutOrElse({ duration: "20 seconds", orElse: () => new ProviderUnavailable({}) }),
          Effect.withSpan(`s3 ${name}`, { kind: "client" }),
        )
      const ask = <A>(name: string, run: (client: S3Client) => Promise<A>): Asked<A> =>
        Effect.catchTag(call(name, [], run), "AttachmentRefused", Effect.die)

      const begin = Effect.fn("Files.begin")(function* (file: Stored, ContentType: string) {
        const command = new CreateMultipartUploadCommand({ ...at(file), ContentType, ChecksumAlgorithm: "SHA256" })
        const { UploadId } = yield* ask("CreateMultipartUpload", (client) => client.send(command))
        return UploadId ?? (yield* new ProviderUnavailable({}))
      })

      const partAddress: Files["Service"]["partAddress"] = (file, { checksum, number, size }) => {
        const command = new UploadPartCommand({
          ...uploadOf(file),
          PartNumber: number,
          ContentLength: size,
          ChecksumSHA256: checksum,
        })
        const header = "x-amz-checksum-sha256"
        const signed = getSignedUrl(s3, command, {
          expiresIn: 900,
          // In the signature, and as headers that the browser has to send: so it is these bytes or none.
          signableHeaders: new Set(["host", "content-length", header]),
          unhoistableHeaders: new Set([header]),
        })
        return Effect.map(
          Effect.promise(() => signed),
          (url) => ({ url, headers: { [header]: checksum } }),
        )
      }

      const complete = Effect.fn("Files.complete")(function* (file: Stored, parts: ReadonlyArray<Part>) {
        const command = new CompleteMultipartUploadCommand({
          ...uploadOf(file),
          MultipartUpload: {
            Parts: parts.map((part) => ({
              PartNumber: part.part_number,
              ETag: part.etag,
              ChecksumSHA256: part.checksum,
            })),
          },
        })
        const wrong = ["InvalidPart", "InvalidPartOrder", "EntityTooSmall", "BadDigest", "InvalidRequest"]
        yield* call("CompleteMultipartUpload", wrong, (client) => client.send(command).catch(unless("NoSuchUpload")))
      })

      const look = Effect.fn("Files.look")(function* (file: Stored) {
        const missing = ["NoSuchKey", "NotFound"]
        const head = yield* call("HeadObject", missing, (client) =>
          client.send(new HeadObjectCommand({ ...at(file), ChecksumMode: "ENABLED" })),
        )
        const found = yield* call("GetObject", missing, async (client) => {
          const { Body } = await client.send(new GetObjectCommand({ ...at(file), Range: `bytes=0-${sniffed - 1}` }))
          return (await Body?.transformToByteArray()) ?? new Uint8Array()
        })
        const sort = yield* Effect.promise(() => fileTypeFromBuffer(found).catch(() => undefined))
        return { size: head.ContentLength ?? 0, type: sort?.mime, first: found, checksum: head.ChecksumSHA256 }
      })

      const downloadAddress: Files["Service"]["downloadAddress"] = (file, name) => {
        const command = new GetObjectCommand({ ...at(file), ResponseContentDisposition: disposition(name) })
        return Effect.promise(() => getSignedUrl(s3, command, { expiresIn: 300 }))
      }

      // In this order: what is ended cannot become a file after the file was taken away.
      const remove = Effect.fn("Files.remove")(function* (file: Stored) {
        if (file.upload_id !== null) {
          yield* ask("AbortMultipartUpload", (client) =>
            client.send(new AbortMultipartUploadCommand(uploadOf(file))).catch(unless("NoSuchUpload")),
          )
        }
        yield* ask("DeleteObject", (client) => client.send(new DeleteObjectCommand(at(file))))
      })

      return Files.of({ begin, partAddress, complete, look, downloadAddress, remove })
    }),
  )
}

const unless = (name: string) => (cause: unknown) => {
  if (!(cause instanceof S3ServiceException && cause.name === name)) throw cause
}
