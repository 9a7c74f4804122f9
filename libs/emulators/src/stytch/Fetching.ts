/** What is at a URL of somebody else, at most 1 MB within 5 seconds; undefined where it cannot be had. */
export const fetchText = async (url: string): Promise<string | undefined> => {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) return undefined
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5000) })
    const text = await response.text()
    return response.ok && text.length <= 1_048_576 ? text : undefined
  } catch {
    return undefined
  }
}
