import { Hono } from "hono"
import { originOf } from "../Http.ts"
import type { Project } from "../Project.ts"

/** Signed by itself; nobody has its key, since what the emulated provider says is not signed. */
const certificate = `
MIIDKzCCAhOgAwIBAgIUOQls2hZlmRvKwMMjtxC2fKewuU4wDQYJKoZIhvcNAQEL
BQAwJTEjMCEGA1UEAwwaRW11bGF0ZWQgaWRlbnRpdHkgcHJvdmlkZXIwHhcNMjYx
MTIyMjI1MDQyWhcNNDYxMTE3MjI1MDQyWjAlMSMwIQYDVQQDDBpFbXVsYXRlZCBp
ZGVudGl0eSBwcm92aWRlcjCCASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEB
AKeAm2t0BcX4G8guUCMjfuI8LdttyfNkQ1mYkvg5PfvadbClmlLFLgjc0VdyrVhB
TB89/BNG4bZSOPa/DeKJDwxbcWkmxkEGomhWGGAYtNWl6gr7XJj8SExK1BMp1CyJ
yDHQ+OJapWJU+l01WwKPAUKKjpJ8B6s9HijOlmMJO+j9fmnLMIyoAwADH5Poqyzg
vpzaL8sniS2W0a4d3C+dl+W7ZNbdnVoqb/Zbeuhm0cIvzuJ1C0NZL0iDTwIdOkYf
916bRpePHfkg8zuENe6vFDk/F2W9FgfNYeKHXRha9oMaJ011ook16JJAn0Exfhb6
aeKBdHVth+cF9coNUyswQ6kCAwEAAaNTMFEwHQYDVR0OBBYEFPDt97MSS5XrS1ok
Lu4NmU2vJNl4MB8GA1UdIwQYMBaAFPDt97MSS5XrS1okLu4NmU2vJNl4MA8GA1Ud
EwEB/wQFMAMBAf8wDQYJKoZIhvcNAQELBQADggEBAH7qXM71lZ4/xp0EWNRscmof
kNH/MqrWGLL+ShflZQXbsoG44bvU45GPHZM0kdChgTTqMSeGlUXXJaAw8bFE7CCu
TT7pEe1z3H2NO71c+G+Q1hNNWhTibcNg4n/NhO8Ew1A+NkWxww5F728hDsbce6QO
R3sKVyEyRgUZZIinyfMc/DMguUDP7KAMzfh1uyaV7cfIDwdYWwYGZQ2MWJGZEwTW
6XMqAa5Ed/RIv7cbbsHBID6TBX75SjJxH2qb49Mr828XZoAqwr3K/+MsjF5q3CGE
nROkazKeMXsmrvp1IGSYpc2fgsVi7vKNF1fOYl/08d9vU6jmIf+mzxm0i1XcFN8=
`

const metadata = (origin: string): string => `<?xml version="1.0" encoding="UTF-8"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="${origin}/idp/saml">
  <md:IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${certificate.trim()}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
    <md:NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</md:NameIDFormat>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${origin}/idp/saml/sso"/>
  </md:IDPSSODescriptor>
</md:EntityDescriptor>
`

/** What the emulated identity provider says of itself, to set connections up with: SAML metadata and OpenID configuration. */
export const identityProviderRoutes = (project: Project): Hono =>
  new Hono()
    .get("/idp/saml/metadata", (c) =>
      c.body(metadata(originOf(project, c)), 200, { "content-type": "application/samlmetadata+xml" }),
    )
    .get("/idp/oidc/.well-known/openid-configuration", (c) => {
      const issuer = `${originOf(project, c)}/idp/oidc`
      return c.json({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        userinfo_endpoint: `${issuer}/userinfo`,
        jwks_uri: `${issuer}/jwks`,
        response_types_supported: ["code"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["RS256"],
        scopes_supported: ["openid", "email", "profile"],
      })
    })
