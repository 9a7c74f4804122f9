import * as HttpApi from "effect/http-api/HttpApi"
import * as OpenApi from "effect/http-api/OpenApi"
import { RequestValidation } from "../Problem.ts"
import { AccountGroup, EmailChangeGroup } from "./identity/AccountApi.ts"
import { ApiClientsGroup } from "./identity/ApiClientsApi.ts"
import { AuditGroup } from "./identity/AuditApi.ts"
import { CredentialsGroup } from "./identity/CredentialsApi.ts"
import { MembersGroup } from "./identity/MembersApi.ts"
import { OrganizationGroup } from "./identity/OrganizationApi.ts"
import { ScimGroup } from "./identity/ScimApi.ts"
import { SecondFactorGroup } from "./identity/SecondFactorApi.ts"
import { SessionGroup } from "./identity/SessionApi.ts"
import { SettingsGroup } from "./identity/SettingsApi.ts"
import { SsoGroup } from "./identity/SsoApi.ts"

export * from "./identity/AccountApi.ts"
export * from "./identity/AccountProblems.ts"
export * from "./identity/ApiClientsApi.ts"
export * from "./identity/AuditApi.ts"
export * from "./identity/CredentialsApi.ts"
export * from "./identity/MembersApi.ts"
export * from "./identity/OrganizationApi.ts"
export * from "./identity/ScimApi.ts"
export * from "./identity/SecondFactorApi.ts"
export { LogIn, OrganizationChoice, Session } from "./identity/LogIn.ts"
export * from "./identity/SessionApi.ts"
export * from "./identity/SessionProblems.ts"
export * from "./identity/SettingsApi.ts"
export * from "./identity/SsoApi.ts"

export class IdentityApi extends HttpApi.make("identity")
  .add(SessionGroup, CredentialsGroup, SecondFactorGroup, AccountGroup, EmailChangeGroup)
  .add(OrganizationGroup)
  .add(MembersGroup)
  .add(SettingsGroup)
  .add(SsoGroup)
  .add(ScimGroup)
  .add(ApiClientsGroup)
  .add(AuditGroup)
  .middleware(RequestValidation)
  .prefix("/api/identity")
  .annotateMerge(
    OpenApi.annotations({
      title: "Tango Identity",
      version: "1.0.0",
      description: "Sign-up, log-in, organizations and their members.",
    }),
  ) {}
