import * as HttpApi from "effect/http-api/HttpApi"
import * as OpenApi from "effect/http-api/OpenApi"
import { RequestValidation } from "../Problem.ts"
import { OrganizationGroup } from "./identity/OrganizationApi.ts"
import { SessionGroup } from "./identity/SessionApi.ts"

export * from "./identity/OrganizationApi.ts"
export * from "./identity/SessionApi.ts"
export * from "./identity/SessionProblems.ts"

export class IdentityApi extends HttpApi.make("identity")
  .add(SessionGroup, OrganizationGroup)
  .middleware(RequestValidation)
  .prefix("/api/identity")
  .annotateMerge(
    OpenApi.annotations({
      title: "Tango Identity",
      version: "1.0.0",
      description: "Sign-up, log-in, organizations and their members.",
    }),
  ) {}
