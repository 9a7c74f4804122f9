const key = "returnTo"
const lifetime = 15 * 60_000

/** Keeps the address somebody wanted while they log in, in another tab as well: the link in the mail opens one. */
export const rememberReturn = (path: string): void => {
  try {
    localStorage.setItem(key, JSON.stringify({ path, until: Date.now() + lifetime }))
  } catch {
    // Without storage they land on the start page.
  }
}

/** Where to go after log-in: the remembered address once, else the start page. */
export const takeReturn = (): string => {
  try {
    const { path, until } = JSON.parse(localStorage.getItem(key) ?? "{}")
    localStorage.removeItem(key)
    // Only paths of this app: "//host" would leave it.
    if (typeof path === "string" && /^\/(?!\/)/.test(path) && until > Date.now()) return path
  } catch {
    // Unreadable is the same as nothing.
  }
  return "/projects"
}
