import { Body, Button, Container, Head, Heading, Hr, Html, Link, Preview, Section, Text } from "@react-email/components"
import type { ReactNode } from "react"
import { brand, type Texts } from "./Texts.ts"

const font = "ui-sans-serif, system-ui, -apple-system, Segoe UI, Roboto, Helvetica, Arial, sans-serif"

// Mail programs that know the preference take this over the inline colours.
const dark = `@media (prefers-color-scheme: dark) {
  .page, .page td { background-color: #110d0c !important; }
  .card, .card td { background-color: #1a1512 !important; }
  .card { border-color: #2c2622 !important; }
  .strong { color: #f0ede9 !important; }
  .soft { color: #aaa29b !important; }
  .line { border-color: #2c2622 !important; }
  .brand { color: #f2623a !important; }
  .action { background-color: #f0ede9 !important; color: #1f1b18 !important; }
}`

const styles = {
  page: { backgroundColor: "#faf9f7", fontFamily: font, margin: 0, padding: "32px 12px" },
  brand: { color: "#c8401a", fontSize: "18px", fontWeight: 700, letterSpacing: "-0.01em", textDecoration: "none" },
  card: {
    backgroundColor: "#ffffff",
    border: "1px solid #e5e1dc",
    borderRadius: "12px",
    margin: "20px 0",
    padding: "32px",
  },
  heading: { color: "#1f1b18", fontSize: "22px", lineHeight: "30px", margin: "0 0 16px" },
  paragraph: { color: "#1f1b18", fontSize: "15px", lineHeight: "24px", margin: "0 0 16px" },
  action: {
    backgroundColor: "#1f1b18",
    borderRadius: "8px",
    color: "#ffffff",
    display: "inline-block",
    fontSize: "15px",
    fontWeight: 600,
    padding: "12px 20px",
  },
  line: { borderColor: "#e5e1dc", margin: "8px 0 16px" },
  footer: { color: "#6f6760", fontSize: "13px", lineHeight: "20px", margin: 0 },
}

export interface LayoutProps {
  readonly texts: Texts
  readonly footer: string
  readonly publicUrl: URL
  /** What stands between the paragraphs and the button. */
  readonly children?: ReactNode
}

/** The page around every e-mail: brand, card with heading, paragraphs and one action, footer. */
export const Layout = ({ texts, footer, publicUrl, children }: LayoutProps) => (
  <Html lang="en" dir="ltr">
    <Head>
      <meta name="color-scheme" content="light dark" />
      <meta name="supported-color-schemes" content="light dark" />
      <title>{texts.subject}</title>
      <style>{dark}</style>
    </Head>
    <Preview>{texts.preview}</Preview>
    <Body className="page" style={styles.page}>
      <Container>
        <Link href={publicUrl.href} className="brand" style={styles.brand}>
          {brand}
        </Link>
        <Section className="card" style={styles.card}>
          <Heading as="h1" className="strong" style={styles.heading}>
            {texts.heading}
          </Heading>
          {texts.paragraphs.map((paragraph) => (
            <Text key={paragraph} className="strong" style={styles.paragraph}>
              {paragraph}
            </Text>
          ))}
          {children}
          <Button className="action" href={new URL(texts.action.path, publicUrl).href} style={styles.action}>
            {texts.action.label}
          </Button>
        </Section>
        <Hr className="line" style={styles.line} />
        <Text className="soft" style={styles.footer}>
          {footer}
        </Text>
      </Container>
    </Body>
  </Html>
)
