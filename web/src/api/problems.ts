import * as access from "@tango/contracts/Access"
import * as billing from "@tango/contracts/api/BillingApi"
import * as identity from "@tango/contracts/api/IdentityApi"
import * as notifications from "@tango/contracts/api/NotificationsApi"
import * as projects from "@tango/contracts/api/ProjectsApi"
import * as features from "@tango/contracts/FeatureNotIncluded"
import * as shared from "@tango/contracts/Problem"

// A context's problems together, so that a new one is one line here and one in `texts/errors.ts`.
const identityProblems = [
  features.FeatureNotIncluded,
  identity.AlreadyAMember,
  identity.CodeInvalid,
  identity.CredentialsInvalid,
  identity.EmailTaken,
  identity.InvitationRefused,
  identity.LastAdmin,
  identity.LinkInvalid,
  identity.LogInInterrupted,
  identity.LogInTooOld,
  identity.NotAMember,
  identity.NotInvited,
  identity.OriginRefused,
  identity.OtherLogInRequired,
  identity.PasswordBreached,
  identity.PasswordWeak,
  identity.PhoneRefused,
  identity.ProviderNotOffered,
  identity.SecondFactorExists,
  identity.SecondFactorNeeded,
  identity.SecondFactorRequired,
  identity.SecondFactorUnproved,
  identity.SessionEnded,
  identity.SsoUnavailable,
  identity.ReactivationRefused,
  identity.RotationRefused,
  identity.ScimConnectionExists,
  identity.SettingRefused,
  identity.SlugTaken,
  identity.SsoTestFailed,
  identity.UploadRefused,
] as const

const billingProblems = [
  billing.AlreadySubscribed,
  billing.CurrencyMismatch,
  billing.NotSubscribed,
  billing.NothingToChange,
  billing.PaymentDeclined,
  billing.PaymentOverdue,
  billing.PreviewStale,
  billing.SeatsInUse,
  billing.SubscriptionEnding,
  billing.TrialUsed,
] as const

const notificationsProblems = [notifications.DeliveryNotRepeatable, notifications.PreferenceLocked] as const
const projectsProblems = [
  access.GranteeNotAllowed,
  access.LastOwner,
  access.RelationRequired,
  projects.AttachmentRefused,
  projects.ProjectIsArchived,
  projects.ProjectLimitReached,
  projects.StorageLimitReached,
] as const

const sharedProblems = [
  shared.Forbidden,
  shared.IdempotencyKeyReused,
  shared.InvalidRequest,
  shared.NotFound,
  shared.ProviderUnavailable,
  shared.TooManyRequests,
  shared.Unauthenticated,
] as const

const problems = [
  ...identityProblems,
  ...billingProblems,
  ...notificationsProblems,
  ...projectsProblems,
  ...sharedProblems,
] as const

/** Everything that the APIs may say is wrong. */
export type Problem = InstanceType<(typeof problems)[number]>

export const isProblem = (error: unknown): error is Problem => problems.some((problem) => error instanceof problem)
