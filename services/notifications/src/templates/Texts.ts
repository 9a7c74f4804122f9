import type { Kind } from "@tango/contracts/api/NotificationsApi"
import type { Content, ContentOf } from "../domain/Content.ts"
import { en } from "./texts/en.ts"

/** Every word that people read in a notification: the e-mail, the inbox and the digest say the same. */
export interface Texts {
  readonly subject: string
  /** What mail programs show beside the subject, and the inbox below the title. */
  readonly preview: string
  readonly heading: string
  readonly paragraphs: ReadonlyArray<string>
  /** From what to what, where something changed. */
  readonly change?: { readonly from: string; readonly to: string }
  /** What one may want to look up, in few words. */
  readonly facts?: ReadonlyArray<{ readonly label: string; readonly value: string }>
  readonly action: { readonly label: string; readonly path: string }
}

export interface PageTexts {
  readonly title: string
  readonly text: string
  readonly button?: string
}

/** What the page says that a link to unsubscribe leads to: before, after, and after that was taken back. */
export interface UnsubscribeTexts {
  readonly question: (kind: Kind | "digest") => PageTexts
  readonly ended: (kind: Kind | "digest") => PageTexts
  readonly resumed: (kind: Kind | "digest") => PageTexts
  readonly unknown: PageTexts
}

/** A language: a file of this shape in `texts/`, listed below. A kind that is missing does not compile. */
export interface Language {
  readonly code: string
  readonly texts: { readonly [Kind in Content["kind"]]: (content: ContentOf<Kind>) => Texts }
  readonly footer: (organization: string) => string
  readonly unsubscribe: string
  readonly unsubscribing: UnsubscribeTexts
  readonly preferences: string
  /** Where an organization's own name is not known. */
  readonly yourOrganization: string
}

export const brand = "Tango"
export const languages = { en } as const satisfies Record<string, Language>
export type LanguageCode = keyof typeof languages

/** The organization has a name from here on. */
const named = <A extends Content>(content: A, { yourOrganization }: Language): A =>
  content.organizationName === "" ? { ...content, organizationName: yourOrganization } : content

/** The texts of a content; a kind leads to its own function, which the compiler cannot tell from the others without help. */
export const textsFor = (content: Content, code: LanguageCode = "en"): Texts => {
  const language: Language = languages[code]
  const { texts } = language
  switch (content.kind) {
    case "welcome":
      return texts.welcome(named(content, language))
    case "invitation_accepted":
      return texts.invitation_accepted(named(content, language))
    case "role_changed":
      return texts.role_changed(named(content, language))
    case "project_shared":
      return texts.project_shared(named(content, language))
    case "export_ready":
      return texts.export_ready(named(content, language))
    case "plan_changed":
      return texts.plan_changed(named(content, language))
    case "trial_ending":
      return texts.trial_ending(named(content, language))
    case "payment_failed":
      return texts.payment_failed(named(content, language))
    case "payment_recovered":
      return texts.payment_recovered(named(content, language))
    case "invoice_paid":
      return texts.invoice_paid(named(content, language))
    case "invoice_refunded":
      return texts.invoice_refunded(named(content, language))
    case "invoice_disputed":
      return texts.invoice_disputed(named(content, language))
    case "duplicate_refunded":
      return texts.duplicate_refunded(named(content, language))
    case "credits_changed":
      return texts.credits_changed(named(content, language))
    case "seat_limit_reached":
      return texts.seat_limit_reached(named(content, language))
    case "usage_warning":
      return texts.usage_warning(named(content, language))
    case "usage_reached":
      return texts.usage_reached(named(content, language))
    case "security_changed":
      return texts.security_changed(named(content, language))
    case "digest":
      return texts.digest(named(content, language))
  }
}
