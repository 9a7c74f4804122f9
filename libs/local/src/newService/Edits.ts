import type { Tree } from "@nx/devkit"

/** A change of a file that every service is named in; it fails where the file no longer looks as expected. */
export interface Edit {
  readonly file: string
  readonly change: (text: string) => string | undefined
}

const lastIndex = (lines: ReadonlyArray<string>, pattern: RegExp) => lines.findLastIndex((line) => pattern.test(line))

const inserted = (text: string, index: number, added: string) => text.split("\n").toSpliced(index, 0, added).join("\n")

/** Lines after the last line that matches. */
export const after = (file: string, pattern: RegExp, added: string): Edit => ({
  file,
  change: (text) => {
    const index = lastIndex(text.split("\n"), pattern)
    return index < 0 ? undefined : inserted(text, index + 1, added)
  },
})

/** Lines before the first line that matches. */
export const before = (file: string, pattern: RegExp, added: string): Edit => ({
  file,
  change: (text) => {
    const index = text.split("\n").findIndex((line) => pattern.test(line))
    return index < 0 ? undefined : inserted(text, index, added)
  },
})

/** Text at the end of what matches. */
export const extend = (file: string, pattern: RegExp, added: string): Edit => ({
  file,
  change: (text) => (pattern.test(text) ? text.replace(pattern, (found) => `${found}${added}`) : undefined),
})

export const apply = (tree: Tree, edits: ReadonlyArray<Edit>): void => {
  for (const { change, file } of edits) {
    const changed = change(tree.read(file, "utf8") ?? "")
    if (changed === undefined) {
      throw new Error(
        `${file} does not look as expected: mend libs/local/src/newService/Wiring.ts. Nothing was changed.`,
      )
    }
    tree.write(file, changed)
  }
}
