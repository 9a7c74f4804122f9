import { app, theme, nav, roles, roleHints } from "./texts/app.ts"
import { errors } from "./texts/errors.ts"
import { account } from "./texts/account.ts"
import { auth, organizations, otherLogIn, reset, secondFactor, sso } from "./texts/auth.ts"
import { attachments } from "./texts/attachments.ts"
import { projects } from "./texts/projects.ts"
import { access } from "./texts/access.ts"
import { usage } from "./texts/usage.ts"
import { members } from "./texts/members.ts"
import { billing } from "./texts/billing.ts"
import { deliveries } from "./texts/deliveries.ts"
import { settings } from "./texts/settings.ts"
import { inbox, preferences } from "./texts/notifications.ts"

/** Every English text of the app, a file per place. A translation is another object of the same type. */
export const texts = {
  app,
  errors,
  theme,
  nav,
  roles,
  roleHints,
  auth,
  sso,
  otherLogIn,
  reset,
  secondFactor,
  account,
  organizations,
  projects,
  attachments,
  access,
  usage,
  members,
  billing,
  deliveries,
  settings,
  inbox,
  preferences,
} as const
