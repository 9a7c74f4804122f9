import * as Effect from "effect/Effect"
import type { Content } from "./domain/Content.ts"

export interface Rendered {
  readonly subject: string
  readonly html: string
  readonly text: string
}

/** Where the links of an e-mail lead. */
export interface Where {
  readonly publicUrl: URL
  /** Null where one cannot unsubscribe. */
  readonly unsubscribeUrl: string | null
}

/** Subject, page and plain text of a message. React is loaded with the first one, not at start. */
export const render = Effect.fn("Templates.render")((content: Content, where: Where): Effect.Effect<Rendered> =>
  Effect.promise(async () => {
    const { renderMessage } = await import("./templates/Render.tsx")
    return renderMessage(content, where)
  }),
)
