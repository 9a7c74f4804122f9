import type { Context } from "hono"
import { StytchFailure } from "./Errors.ts"
import type { ErrorType } from "./Errors.ts"
import type { Project } from "./Project.ts"

/** The token that browsers send instead of the secret: the project's id with another prefix. */
export const publicTokenOf = (projectId: string): string => projectId.replace(/^project-/, "public-token-")

/** Where a redirect goes that names no URL, as in a new project. */
const defaultUrl = "http://localhost:3000/authenticate"

const redirectUrl = (given: string | undefined, failure: ErrorType): string => {
  const url = URL.parse(given || defaultUrl)
  if (!url || !/^https?:$/.test(url.protocol)) throw new StytchFailure(failure)
  return url.href
}

/** What every start URL takes: the public token, the redirect URLs and the PKCE challenge, checked. */
export const publicStart = (project: Project, c: Context, failure: ErrorType) => {
  const { public_token, login_redirect_url, signup_redirect_url, discovery_redirect_url, pkce_code_challenge } =
    c.req.query()
  if (!public_token) throw new StytchFailure("public_token_required")
  if (public_token !== publicTokenOf(project.id)) throw new StytchFailure("public_token_not_found")
  if (pkce_code_challenge && !/^[\w-]{43,128}=*$/.test(pkce_code_challenge))
    throw new StytchFailure("invalid_pkce_code_challenge")
  return {
    loginUrl: redirectUrl(login_redirect_url || signup_redirect_url || discovery_redirect_url, failure),
    signupUrl: redirectUrl(signup_redirect_url || login_redirect_url || discovery_redirect_url, failure),
    ...(pkce_code_challenge ? { codeChallenge: pkce_code_challenge } : {}),
  }
}
