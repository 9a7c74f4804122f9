import type { Organization } from "stytch"

interface Mail {
  readonly subject: string
  readonly text: string
  readonly html: string
}

const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const count = (amount: number, unit: string): string => `${amount} ${unit}${amount === 1 ? "" : "s"}`

const lifetime = (minutes: number): string => {
  if (minutes % 1440 === 0) return count(minutes / 1440, "day")
  return minutes % 60 === 0 ? count(minutes / 60, "hour") : count(minutes, "minute")
}

const frame = (subject: string, content: string, note: string): string => `<!doctype html>
<html lang="en">
<body style="margin:0;padding:32px 16px;background:#f4f5f7;font:16px/1.5 system-ui,sans-serif;color:#1c2024">
<div style="max-width:480px;margin:0 auto;padding:32px;background:#fff;border:1px solid #e0e3e8;border-radius:12px">
<h1 style="margin:0 0 12px;font-size:22px">${escape(subject)}</h1>
${content}
<p style="margin:0;font-size:13px;color:#5b6470">${escape(note)}</p>
</div>
</body>
</html>`

const compose = (subject: string, lead: string, action: string, link: string, minutes: number): Mail => {
  const note = `The link works once, within ${lifetime(minutes)}. If you did not expect this mail, ignore it.`
  const content = `<p style="margin:0 0 24px">${escape(lead)}</p>
<p style="margin:0 0 24px"><a href="${escape(link)}" style="display:inline-block;padding:12px 20px;border-radius:8px;background:#1f4fd8;color:#fff;text-decoration:none;font-weight:600">${escape(action)}</a></p>`
  const text = `${subject}\n\n${lead}\n\n${action}: ${link}\n\n${note}\n`
  return { subject, text, html: frame(subject, content, note) }
}

export const discoveryMail = (link: string, minutes: number): Mail =>
  compose(
    "Log in or sign up",
    "Use this link to log in to your organizations or to create a new one.",
    "Continue",
    link,
    minutes,
  )

export const loginMail = (organization: Organization, link: string, minutes: number): Mail => {
  const name = organization.organization_name
  return compose(`Log in to ${name}`, `Use this link to log in to ${name}.`, `Log in to ${name}`, link, minutes)
}

export const invitationMail = (
  organization: Organization,
  inviter: string | undefined,
  link: string,
  minutes: number,
): Mail => {
  const name = organization.organization_name
  const lead = inviter ? `${inviter} invites you to join ${name}.` : `You have been invited to join ${name}.`
  return compose(`Join ${name}`, lead, "Accept the invitation", link, minutes)
}

export const resetMail = (link: string, minutes: number): Mail =>
  compose("Set your password", "Use this link to choose a new password.", "Set password", link, minutes)

export const emailUpdateMail = (link: string, minutes: number): Mail =>
  compose(
    "Confirm your new address",
    "Use this link to log in with this address from now on.",
    "Confirm",
    link,
    minutes,
  )

/** A mail with a code of six digits and without a link. */
export const codeMail = (code: string, minutes: number): Mail => {
  const subject = `Your code is ${code}`
  const note = `The code works once, within ${lifetime(minutes)}. If you did not expect this mail, ignore it.`
  return { subject, text: `${subject}\n\n${note}\n`, html: frame(subject, "", note) }
}
