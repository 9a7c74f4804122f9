import {
  Body,
  Button,
  Container,
  Head,
  Heading,
  Hr,
  Html,
  Img,
  Link,
  Preview,
  Section,
  Text,
} from "@react-email/components"
import type { ReactNode } from "react"
import { brand, type Language, type Texts } from "./Texts.ts"

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
  footerLink: { color: "#6f6760", textDecoration: "underline" },
  // In pixels: mail programs that know no style sheets take the attribute, the others this.
  logo: { borderRadius: "6px", display: "block", height: "32px", margin: "0 0 12px", width: "auto" },
  organization: { color: "#1f1b18", fontSize: "15px", fontWeight: 600, lineHeight: "32px", margin: "0 0 12px" },
}

export interface LayoutProps {
  readonly language: Language
  readonly texts: Texts
  readonly organization: { readonly name: string; readonly logoUrl: string | undefined }
  readonly publicUrl: URL
  /** Null where one cannot unsubscribe. */
  readonly unsubscribeUrl: string | null
  /** What stands between the paragraphs and the button. */
  readonly children?: ReactNode
}

const Header = ({ organization, publicUrl }: Pick<LayoutProps, "organization" | "publicUrl">) => (
  <>
    {organization.logoUrl !== undefined ? (
      <Img src={organization.logoUrl} alt={organization.name} height="32" style={styles.logo} />
    ) : (
      organization.name !== "" && (
        <Text className="strong" style={styles.organization}>
          {organization.name}
        </Text>
      )
    )}
    <Link href={publicUrl.href} className="brand" style={styles.brand}>
      {brand}
    </Link>
  </>
)

const Footer = ({ language, organization, publicUrl, unsubscribeUrl }: LayoutProps) => (
  <>
    <Hr className="line" style={styles.line} />
    <Text className="soft" style={styles.footer}>
      {language.footer(organization.name)}
    </Text>
    {unsubscribeUrl !== null && (
      <Text className="soft" style={styles.footer}>
        <Link href={new URL("/preferences", publicUrl).href} className="soft" style={styles.footerLink}>
          {language.preferences}
        </Link>
        {" · "}
        <Link href={unsubscribeUrl} className="soft" style={styles.footerLink}>
          {language.unsubscribe}
        </Link>
      </Text>
    )}
  </>
)

/** The page around every e-mail: logo and brand, card with heading, paragraphs and one action, footer. */
export const Layout = ({ children, ...props }: LayoutProps) => (
  <Html lang={props.language.code} dir="ltr">
    <Head>
      <meta name="color-scheme" content="light dark" />
      <meta name="supported-color-schemes" content="light dark" />
      <title>{props.texts.subject}</title>
      <style>{dark}</style>
    </Head>
    <Preview>{props.texts.preview}</Preview>
    <Body className="page" style={styles.page}>
      <Container>
        <Header {...props} />
        <Section className="card" style={styles.card}>
          <Heading as="h1" className="strong" style={styles.heading}>
            {props.texts.heading}
          </Heading>
          {props.texts.paragraphs.map((paragraph) => (
            <Text key={paragraph} className="strong" style={styles.paragraph}>
              {paragraph}
            </Text>
          ))}
          {children}
          <Button
            className="action"
            href={new URL(props.texts.action.path, props.publicUrl).href}
            style={styles.action}
          >
            {props.texts.action.label}
          </Button>
        </Section>
        <Footer {...props} />
      </Container>
    </Body>
  </Html>
)
