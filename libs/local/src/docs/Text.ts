import type { html } from "hono/html"

/** Markup as a string; nothing in our pages is awaited. */
export const text = (markup: ReturnType<typeof html>): string => {
  if (markup instanceof Promise) throw new Error("A part of the page is a promise")
  // At run time it is a String object.
  return markup.toString()
}
