import * as Schema from "effect/Schema"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import { DisplayName, OrganizationId } from "../../Ids.ts"
import { AcceptsApiClients, RequiredPermission } from "../../Permissions.ts"
import { Authentication } from "../../Principal.ts"
import { NotFound, Problem, ProviderUnavailable } from "../../Problem.ts"
import { Timestamp } from "../../Timestamp.ts"

export class SlugTaken extends Problem<SlugTaken>()(
  "SlugTaken",
  { code: "slug_taken", status: 409, title: "Another organization has this short name." },
  { slug: Schema.String },
) {}

export class UploadRefused extends Problem<UploadRefused>()(
  "UploadRefused",
  { code: "upload_refused", status: 422, title: "This file cannot be used." },
  { reason: Schema.Literals(["missing", "too_large", "not_an_image"]) },
) {}

export const Organization = Schema.Struct({
  organizationId: OrganizationId,
  name: Schema.String,
  slug: Schema.String,
  /** Where the logo can be fetched for the next hour, without further proof. */
  logoUrl: Schema.NullOr(Schema.String),
  region: Schema.String,
  createdAt: Timestamp,
})

/** 2 to 128 characters that need no escaping in an address. */
export const Slug = Schema.String.check(Schema.isPattern(/^[a-z0-9][a-z0-9._~-]{1,127}$/u))

export const LogoType = Schema.Literals(["image/png", "image/jpeg", "image/webp"])
export type LogoType = typeof LogoType.Type

/** A logo is at most 1 MiB. */
export const maxLogoBytes = 1024 * 1024

export class OrganizationGroup extends HttpApiGroup.make("organization")
  .add(
    HttpApiEndpoint.get("get", "/organization", { success: Organization, error: NotFound })
      .annotate(RequiredPermission, "organization:read")
      .annotate(AcceptsApiClients, true),
    HttpApiEndpoint.patch("update", "/organization", {
      payload: Schema.Struct({ name: Schema.optionalKey(DisplayName), slug: Schema.optionalKey(Slug) }),
      success: Organization,
      error: [NotFound, SlugTaken, ProviderUnavailable],
    }).annotate(RequiredPermission, "organization:write"),
    /** Gives an address that takes one PUT of exactly this type and size, for five minutes. */
    HttpApiEndpoint.post("startLogoUpload", "/organization/logo/uploads", {
      payload: Schema.Struct({
        contentType: LogoType,
        size: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: maxLogoBytes })),
      }),
      success: Schema.Struct({ uploadId: Schema.String, url: Schema.String }).pipe(HttpApiSchema.status("Created")),
    }).annotate(RequiredPermission, "organization:write"),
    HttpApiEndpoint.put("setLogo", "/organization/logo", {
      payload: Schema.Struct({ uploadId: Schema.String.check(Schema.isUUID()) }),
      success: Organization,
      error: [NotFound, UploadRefused, ProviderUnavailable],
    }).annotate(RequiredPermission, "organization:write"),
    HttpApiEndpoint.delete("removeLogo", "/organization/logo", {
      success: Organization,
      error: [NotFound, ProviderUnavailable],
    }).annotate(RequiredPermission, "organization:write"),
  )
  .middleware(Authentication) {}
