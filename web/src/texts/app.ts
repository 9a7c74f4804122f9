/** English texts; a translation is another file of the same shape. */
export const app = {
  name: "Tango",
  title: (page: string) => `${page} · Tango`,
  skip: "Skip to content",
  loading: "Loading",
  loadMore: "Load more",
  retry: "Try again",
  cancel: "Cancel",
  close: "Close",
  optional: "optional",
} as const

export const theme = { label: "Theme", system: "System", light: "Light", dark: "Dark" } as const

export const nav = {
  label: "Main",
  projects: "Projects",
  members: "Members",
  usage: "Usage",
  billing: "Billing",
  deliveries: "Deliveries",
  settings: "Settings",
  inbox: "Inbox",
  organization: "Organization",
  switch: "Switch or create organization",
  account: "Account",
  yourAccount: "Your account",
  logOut: "Log out",
  logOutEverywhere: "Log out everywhere",
  loggedOut: "You are logged out.",
} as const

export const roles = { admin: "Admin", member: "Member", viewer: "Viewer" } as const

export const roleHints = {
  admin: "Manages people, billing and everything else",
  member: "Creates and changes projects",
  viewer: "Sees what is shared, changes nothing",
} as const
