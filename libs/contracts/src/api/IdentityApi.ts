import * as HttpApi from "effect/http-api/HttpApi"
import * as OpenApi from "effect/http-api/OpenApi"
import { RequestValidation } from "../Problem.ts"
import { AccountGroup, EmailChangeGroup } from "./identity/AccountApi.ts"
import { CredentialsGroup } from "./identity/CredentialsApi.ts"
import { OrganizationGroup } from "./identity/OrganizationApi.ts"
import { SecondFactorGroup } from "./identity/SecondFactorApi.ts"
import { SessionGroup } from "./identity/SessionApi.ts"

export * from "./identity/AccountApi.ts"
export * from "./identity/AccountProblems.ts"
export * from "./identity/CredentialsApi.ts"
export { LogIn, OrganizationChoice, Session } from "./identity/LogIn.ts"
export * from "./identity/OrganizationApi.ts"
export * from "./identity/SecondFactorApi.ts"
export * from "./identity/SessionApi.ts"
export * from "./identity/SessionProblems.ts"

export class IdentityApi extends HttpApi.make("identity")
  .add(SessionGroup, CredentialsGroup, SecondFactorGroup, AccountGroup, EmailChangeGroup, OrganizationGroup)
  .middleware(RequestValidation)
  .prefix("/api/identity")
  .annotateMerge(
    OpenApi.annotations({
      title: "Tango Identity",
      version: "1.0.0",
      description: "Sign-up, log-in, organizations and their members.",
    }),
  ) {}
