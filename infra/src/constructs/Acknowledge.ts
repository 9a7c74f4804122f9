import { Validations } from "aws-cdk-lib/core"
import type { IConstruct } from "constructs"

const packs = { "AwsSolutions-": "AwsSolutions", "Serverless-": "Serverless" } as const

/** Rule names as cdk-nag reports them, with its pack's name in front. */
const idOf = (rule: string): string => {
  const pack = Object.entries(packs).find(([prefix]) => rule.startsWith(prefix))?.[1]
  return pack === undefined ? rule : `${pack}::${rule}`
}

/** Findings that are meant, each with its reason; they hold for the construct and what is within it. */
export const acknowledge = (construct: IConstruct, reasons: Readonly<Record<string, string>>): void =>
  Validations.of(construct).acknowledge(
    ...Object.entries(reasons).map(([rule, reason]) => ({ id: idOf(rule), reason })),
  )
