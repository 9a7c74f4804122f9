import { Link, Section, Text } from "@react-email/components"
import type { ContentOf } from "../domain/Content.ts"
import { Layout, type LayoutProps } from "./Layout.tsx"

const styles = {
  entries: { margin: "0 0 24px" },
  title: { color: "#1f1b18", fontSize: "15px", fontWeight: 600, lineHeight: "24px", margin: "12px 0 0" },
  text: { color: "#6f6760", fontSize: "14px", lineHeight: "20px", margin: 0 },
  link: { color: "#1f1b18", textDecoration: "underline" },
}

/** All of a day in one e-mail. */
export const Digest = ({ entries, ...props }: LayoutProps & Pick<ContentOf<"digest">, "entries">) => (
  <Layout {...props}>
    <Section style={styles.entries}>
      {entries.map(({ path, text, title }, index) => (
        // The same may have happened twice.
        <div key={`${index} ${title}`}>
          <Text className="strong" style={styles.title}>
            <Link href={new URL(path, props.publicUrl).href} className="strong" style={styles.link}>
              {title}
            </Link>
          </Text>
          <Text className="soft" style={styles.text}>
            {text}
          </Text>
        </div>
      ))}
    </Section>
  </Layout>
)
