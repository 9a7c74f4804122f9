import { Section, Text } from "@react-email/components"
import { Layout, type LayoutProps } from "./Layout.tsx"

const styles = {
  change: { margin: "0 0 24px" },
  pill: { border: "1px solid #e5e1dc", borderRadius: "999px", color: "#6f6760", fontSize: "14px", padding: "6px 14px" },
  now: { color: "#1f1b18", fontWeight: 600 },
  arrow: { color: "#6f6760", padding: "0 10px" },
  fact: { color: "#1f1b18", fontSize: "15px", lineHeight: "24px", margin: 0 },
  label: { color: "#6f6760" },
  facts: { margin: "0 0 24px" },
}

/** Any notification: what changed as two pills, and what one may want to look up as a short list. */
export const Notification = (props: LayoutProps) => {
  const { change, facts = [] } = props.texts
  return (
    <Layout {...props}>
      {change !== undefined && (
        // The paragraphs have said it in words.
        <Section data-skip-in-text="true" style={styles.change}>
          <span className="soft line" style={styles.pill}>
            {change.from}
          </span>
          <span className="soft" style={styles.arrow}>
            →
          </span>
          <span className="strong line" style={{ ...styles.pill, ...styles.now }}>
            {change.to}
          </span>
        </Section>
      )}
      {facts.length > 0 && (
        <Section style={styles.facts}>
          {facts.map(({ label, value }) => (
            <Text key={label} className="strong" style={styles.fact}>
              <span className="soft" style={styles.label}>
                {label}:
              </span>{" "}
              {value}
            </Text>
          ))}
        </Section>
      )}
    </Layout>
  )
}
