import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3"
import { getSignedUrl } from "@aws-sdk/s3-request-presigner"
import { LogoType, maxLogoBytes, UploadRefused } from "@tango/contracts/api/IdentityApi"
import { CurrentTenant } from "@tango/contracts/Principal"
import { NotFound, ProviderUnavailable } from "@tango/contracts/Problem"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { fileTypeFromBuffer } from "file-type"
import { randomUUID } from "node:crypto"
import { UploadsBucket } from "./UploadsBucket.ts"

const decodeType = Schema.decodeUnknownOption(LogoType)

/** As many bytes as it takes to know a picture by its first ones. */
const sniffed = 4100

/**
 * Pictures in S3. What is uploaded lies under `uploads/` until it is accepted, where a life-cycle rule takes away what never was; the
 * browser talks to S3 itself, by addresses that are good for one thing and some minutes.
 */
export class Logos extends Context.Service<
  Logos,
  {
    /** An address that takes one PUT of this type and size. */
    startUpload(
      contentType: LogoType,
      size: number,
    ): Effect.Effect<{ readonly uploadId: string; readonly url: string }, never, CurrentTenant>
    /** Looks at what was uploaded, whatever was said of it, and gives the key under which it stays. */
    accept(uploadId: string): Effect.Effect<string, UploadRefused | ProviderUnavailable, CurrentTenant>
    remove(key: string): Effect.Effect<void>
    /** A picture that was accepted and not removed, and its type. */
    read(
      key: string,
    ): Effect.Effect<{ readonly bytes: Uint8Array; readonly type: LogoType }, NotFound | ProviderUnavailable>
    /** Good for an hour. */
    url(key: string): Effect.Effect<string>
  }
>()("@tango/identity/Logos") {
  static readonly layer = Layer.effect(
    Logos,
    Effect.gen(function* () {
      const bucket = yield* UploadsBucket
      const { Bucket, s3 } = bucket
      /** What is not there is refused; anything else that goes wrong is the storage's. */
      const call = <A>(name: string, run: (client: S3Client) => Promise<A>) =>
        bucket.call(name, run, (cause) =>
          cause instanceof NoSuchKey ? new UploadRefused({ reason: "missing" }) : undefined,
        )
      const uploadKey = (tenant: string, uploadId: string) => `uploads/${tenant}/${uploadId}`

      const startUpload = Effect.fn("Logos.startUpload")(function* (ContentType: LogoType, ContentLength: number) {
        const uploadId = randomUUID()
        const Key = uploadKey(yield* CurrentTenant, uploadId)
        const command = new PutObjectCommand({ Bucket, Key, ContentType, ContentLength })
        const signed = getSignedUrl(s3, command, {
          expiresIn: 300,
          signableHeaders: new Set(["content-type", "content-length"]),
        })
        return { uploadId, url: yield* Effect.promise(() => signed) }
      })

      /** The first bytes and how many there are in all. */
      const look = Effect.fnUntraced(function* (Key: string) {
        const found = yield* call("GetObject", (client) =>
          client.send(new GetObjectCommand({ Bucket, Key, Range: `bytes=0-${sniffed - 1}` })),
        )
        const bytes = yield* call("read", async () => (await found.Body?.transformToByteArray()) ?? new Uint8Array())
        const total = Number(found.ContentRange?.split("/")[1] ?? found.ContentLength ?? bytes.length)
        return { bytes, total }
      })

      const accept = Effect.fn("Logos.accept")(function* (uploadId: string) {
        const tenant = yield* CurrentTenant
        const from = uploadKey(tenant, uploadId)
        const { bytes, total } = yield* look(from)
        if (total > maxLogoBytes) return yield* new UploadRefused({ reason: "too_large" })
        const sort = yield* Effect.promise(() => fileTypeFromBuffer(bytes))
        const type = decodeType(sort?.mime)
        if (type._tag === "None") return yield* new UploadRefused({ reason: "not_an_image" })
        const Key = `logos/${tenant}/${uploadId}`
        const copy = new CopyObjectCommand({
          Bucket,
          Key,
          CopySource: `${Bucket}/${from}`,
          // What the browser is told is what was seen, not what was said.
          ContentType: type.value,
          MetadataDirective: "REPLACE",
        })
        yield* call("CopyObject", (client) => client.send(copy))
        yield* remove(from)
        return Key
      })

      const remove = Effect.fn("Logos.remove")((Key: string) =>
        call("DeleteObject", (client) => client.send(new DeleteObjectCommand({ Bucket, Key }))).pipe(
          Effect.ignore({ log: "Warn" }),
        ),
      )

      const url = Effect.fn("Logos.url")((Key: string) =>
        Effect.promise(() => getSignedUrl(s3, new GetObjectCommand({ Bucket, Key }), { expiresIn: 3600 })),
      )

      const read = Effect.fn("Logos.read")(
        function* (Key: string) {
          const found = yield* call("GetObject", (client) => client.send(new GetObjectCommand({ Bucket, Key })))
          const type = decodeType(found.ContentType)
          if (type._tag === "None") return yield* new NotFound({})
          const bytes = yield* call("read", async () => (await found.Body?.transformToByteArray()) ?? new Uint8Array())
          return { bytes, type: type.value }
        },
        Effect.catchTag("UploadRefused", () => new NotFound({})),
      )

      return Logos.of({ startUpload, accept, read, remove, url })
    }),
  ).pipe(Layer.provide(UploadsBucket.layer))
}
