import { render, toPlainText } from "@react-email/render"
import { plans } from "@tango/contracts/Plans"
import type { Content } from "../domain/Message.ts"
import type { Rendered } from "../Templates.ts"
import type { LayoutProps } from "./Layout.tsx"
import { PlanChanged } from "./PlanChanged.tsx"
import { footerFor, textsFor } from "./Texts.ts"
import { Welcome } from "./Welcome.tsx"

const element = (content: Content, props: LayoutProps) =>
  content.kind === "welcome" ? (
    <Welcome {...props} />
  ) : (
    <PlanChanged {...props} plan={plans[content.plan].title} previous={plans[content.previousPlan].title} />
  )

// A heading keeps its letters: it may name an organization.
const selectors = [{ selector: "h1", options: { uppercase: false } }]

/** The same content and address always give the same bytes. */
export const renderMessage = async (content: Content, publicUrl: URL): Promise<Rendered> => {
  const texts = textsFor(content)
  const html = await render(element(content, { texts, publicUrl, footer: footerFor(content) }))
  return { subject: texts.subject, html, text: toPlainText(html, { selectors }) }
}
