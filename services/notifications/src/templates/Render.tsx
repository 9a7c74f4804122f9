import { render, toPlainText } from "@react-email/render"
import type { Content } from "../domain/Content.ts"
import type { Rendered, Where } from "../Templates.ts"
import { Digest } from "./Digest.tsx"
import { Notification } from "./Notification.tsx"
import { type Language, languages, textsFor } from "./Texts.ts"

// A heading keeps its letters: it may name an organization.
const selectors = [
  { selector: "h1", options: { uppercase: false } },
  { selector: "img", format: "skip" },
]

/** The same content and addresses always give the same bytes. */
export const renderMessage = async (content: Content, { publicUrl, unsubscribeUrl }: Where): Promise<Rendered> => {
  const language: Language = languages.en
  const texts = textsFor(content)
  const name = content.organizationName === "" ? language.yourOrganization : content.organizationName
  const props = { language, texts, organization: { name, logoUrl: content.logoUrl }, publicUrl, unsubscribeUrl }
  const element =
    content.kind === "digest" ? <Digest {...props} entries={content.entries} /> : <Notification {...props} />
  const html = await render(element)
  return { subject: texts.subject, html, text: toPlainText(html, { selectors }) }
}
