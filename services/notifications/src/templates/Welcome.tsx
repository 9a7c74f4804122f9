import { Layout, type LayoutProps } from "./Layout.tsx"

/** To a person who has just become a member. */
export const Welcome = (props: LayoutProps) => <Layout {...props} />
