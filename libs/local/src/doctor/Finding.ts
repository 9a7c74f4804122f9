/** One line of the doctor: what was looked at, how it is, and for all but "ok" what to do about it. */
export interface Finding {
  readonly level: "ok" | "warning" | "fault" | "by hand"
  readonly subject: string
  readonly text: string
}

export type Variables = Readonly<Record<string, string | undefined>>

export const finding = (level: Finding["level"], subject: string, text: string): Finding => ({ level, subject, text })
