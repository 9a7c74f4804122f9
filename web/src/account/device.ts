const browsers: ReadonlyArray<readonly [RegExp, string]> = [
  [/Edg\//u, "Edge"],
  [/Firefox\//u, "Firefox"],
  [/Chrome\//u, "Chrome"],
  [/Safari\//u, "Safari"],
]
const systems: ReadonlyArray<readonly [RegExp, string]> = [
  [/iPhone|iPad/u, "iOS"],
  [/Android/u, "Android"],
  [/Windows/u, "Windows"],
  [/Mac OS X/u, "macOS"],
  [/Linux/u, "Linux"],
]

/** A user agent as people would say it, or undefined when it is no browser that we know. */
export const deviceOf = (userAgent: string | null): string | undefined => {
  const find = (names: typeof browsers) => names.find(([pattern]) => pattern.test(userAgent ?? ""))?.[1]
  const words = [find(browsers), find(systems)].filter((word) => word !== undefined)
  return words.length === 0 ? userAgent?.slice(0, 40) || undefined : words.join(", ")
}
