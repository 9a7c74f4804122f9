/** A person at a provider's page: follows the start URL, fills the form in, and answers where the application is told to go. */
export const visit = async (start: URL, fields: Record<string, string>): Promise<URL> => {
  const begun = await fetch(start, { redirect: "manual" })
  if (begun.status !== 302) throw new Error(`The start answered ${begun.status} ${await begun.text()}`)
  const page = new URL(begun.headers.get("location") ?? "", start)
  return submit(page, fields)
}

/** Opens a page and sends its form, with the hidden fields that it carries. Follows the provider's own redirects. */
const submit = async (page: URL, fields: Record<string, string>): Promise<URL> => {
  const shown = await fetch(page)
  const text = await shown.text()
  const hidden = [...text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
    ([, name = "", value = ""]): [string, string] => [name, value],
  )
  const sent = await fetch(page, {
    method: "POST",
    body: new URLSearchParams([...hidden, ...Object.entries(fields)]),
    redirect: "manual",
  })
  const location = sent.headers.get("location")
  if (!location) throw new Error(`The page answered ${sent.status} ${await sent.text()}`)
  const next = new URL(location, page)
  if (next.origin !== page.origin) return next
  const answered = await fetch(next, { redirect: "manual" })
  return new URL(answered.headers.get("location") ?? "about:blank", next)
}

/** A start URL of the emulator. */
export const startUrl = (origin: string, path: string, query: Record<string, string>): URL => {
  const url = new URL(path, origin)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return url
}
