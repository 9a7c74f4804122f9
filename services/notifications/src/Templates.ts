import * as Effect from "effect/Effect"
import type { Content } from "./domain/Message.ts"

export interface Rendered {
  readonly subject: string
  readonly html: string
  readonly text: string
}

/** Subject, page and plain text of a message. React is loaded with the first one, not at start. */
export const render = Effect.fn("Templates.render")((content: Content, publicUrl: URL): Effect.Effect<Rendered> =>
  Effect.promise(async () => {
    const { renderMessage } = await import("./templates/Render.tsx")
    return renderMessage(content, publicUrl)
  }),
)
