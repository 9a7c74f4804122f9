import { Section } from "@react-email/components"
import { Layout, type LayoutProps } from "./Layout.tsx"

const styles = {
  change: { margin: "0 0 24px" },
  plan: { border: "1px solid #e6e6ec", borderRadius: "999px", fontSize: "14px", padding: "6px 14px" },
  arrow: { color: "#6b7280", padding: "0 10px" },
}

/** To the admins of an organization whose plan is another. */
export const PlanChanged = ({ plan, previous, ...props }: LayoutProps & { plan: string; previous: string }) => (
  <Layout {...props}>
    {/* The paragraphs have said it in words. */}
    <Section data-skip-in-text="true" style={styles.change}>
      <span className="soft line" style={{ ...styles.plan, color: "#6b7280" }}>
        {previous}
      </span>
      <span className="soft" style={styles.arrow}>
        →
      </span>
      <span className="strong line" style={{ ...styles.plan, color: "#1f1b18", fontWeight: 600 }}>
        {plan}
      </span>
    </Section>
  </Layout>
)
