import { AuthMethod, Joining, LogInRules, MfaMethod, Settings } from "@tango/contracts/api/IdentityApi"
import * as Schema from "effect/Schema"
import type { Organization } from "stytch"

const isAuthMethod = Schema.is(AuthMethod)
const isMfaMethod = Schema.is(MfaMethod)

/** Stytch's settings of an organization in our words; methods that we do not offer are left out. */
export const toSettings = (organization: Organization): typeof Settings.Type => ({
  joining: {
    allowedDomains: organization.email_allowed_domains,
    byEmailDomain: organization.email_jit_provisioning === "RESTRICTED",
    bySso: organization.sso_jit_provisioning !== "NOT_ALLOWED",
  },
  logIn: {
    methods: organization.auth_methods === "RESTRICTED" ? organization.allowed_auth_methods.filter(isAuthMethod) : null,
    mfa: organization.mfa_policy === "REQUIRED_FOR_ALL" ? "required" : "optional",
    mfaMethods: organization.mfa_methods === "RESTRICTED" ? organization.allowed_mfa_methods.filter(isMfaMethod) : null,
  },
})

/** Invitations stay possible: an organization must keep one way in. */
export const joiningUpdate = ({ allowedDomains, byEmailDomain, bySso }: typeof Joining.Type) => ({
  email_allowed_domains: [...allowedDomains],
  email_jit_provisioning: byEmailDomain ? "RESTRICTED" : "NOT_ALLOWED",
  sso_jit_provisioning: bySso ? "ALL_ALLOWED" : "NOT_ALLOWED",
  email_invites: "ALL_ALLOWED",
})

export const logInUpdate = ({ methods, mfa, mfaMethods }: typeof LogInRules.Type) => ({
  auth_methods: methods === null ? "ALL_ALLOWED" : "RESTRICTED",
  allowed_auth_methods: methods === null ? [] : [...methods],
  mfa_policy: mfa === "required" ? "REQUIRED_FOR_ALL" : "OPTIONAL",
  mfa_methods: mfaMethods === null ? "ALL_ALLOWED" : "RESTRICTED",
  allowed_mfa_methods: mfaMethods === null ? [] : [...mfaMethods],
})
