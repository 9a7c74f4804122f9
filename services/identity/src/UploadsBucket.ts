import { S3Client } from "@aws-sdk/client-s3"
import { ProviderUnavailable } from "@tango/contracts/Problem"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** Identity's bucket (`UPLOADS_BUCKET`): each call is a span and takes ten seconds at most. */
export class UploadsBucket extends Context.Service<
  UploadsBucket,
  {
    readonly Bucket: string
    /** For addresses, which are signed and not asked for. */
    readonly s3: S3Client
    /** `refusal` says what of S3's answers is no trouble of the storage's. */
    call<A, E = never>(
      name: string,
      run: (client: S3Client) => Promise<A>,
      refusal?: (cause: unknown) => E | undefined,
    ): Effect.Effect<A, E | ProviderUnavailable>
  }
>()("@tango/identity/UploadsBucket") {
  static readonly layer = Layer.effect(
    UploadsBucket,
    Effect.gen(function* () {
      const Bucket = yield* Config.String("UPLOADS_BUCKET").pipe(Config.withDefault("tango-identity-uploads"))
      const local = (yield* Config.String("TANGO_ENV").pipe(Config.withDefault("production"))) === "local"
      const s3 = yield* Effect.acquireRelease(
        // The emulators' host has no subdomains for buckets; checksums would be part of what the browser has to send.
        Effect.sync(() => new S3Client({ forcePathStyle: local, requestChecksumCalculation: "WHEN_REQUIRED" })),
        (client) => Effect.sync(() => client.destroy()),
      )
      return UploadsBucket.of({
        Bucket,
        s3,
        call: (name, run, refusal) =>
          Effect.tryPromise({
            try: () => run(s3),
            catch: (cause) => refusal?.(cause) ?? new ProviderUnavailable({}),
          }).pipe(
            Effect.timeoutOrElse({ duration: "10 seconds", orElse: () => new ProviderUnavailable({}) }),
            Effect.withSpan(`s3 ${name}`, { kind: "client" }),
          ),
      })
    }),
  )
}
