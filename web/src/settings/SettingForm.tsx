import type { UseMutationResult } from "@tanstack/react-query"
import type { ReactNode } from "react"
import { Section } from "@/account/Section.tsx"
import type { ApiError } from "@/api/ApiError.ts"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { PendingButton } from "@/components/PendingButton.tsx"
import { Alert, AlertDescription } from "@/components/ui/alert.tsx"
import { texts } from "@/texts.ts"

/** What was refused, in words where there are some for the reason. */
export function Refusal({ error }: { error: ApiError | null }) {
  if (error === null) return null
  const problem = error.problem
  const reason = problem?._tag === "SettingRefused" ? problem.reason : undefined
  if (reason === undefined) return <ErrorNotice error={error} />
  return (
    <Alert variant="destructive" role="alert">
      <AlertDescription>
        {texts.settings.reasons[reason] ?? `${texts.errors.problems.setting_refused} (${reason.replaceAll("_", " ")})`}
      </AlertDescription>
    </Alert>
  )
}

/** One setting that is saved as a whole. */
export function SettingForm<Input>({
  title,
  text,
  change,
  input,
  submit = texts.settings.save,
  children,
}: {
  title: string
  text?: string
  change: UseMutationResult<unknown, ApiError, Input>
  input: () => Input
  submit?: string
  children: ReactNode
}) {
  return (
    <Section title={title} {...(text === undefined ? {} : { text })}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (!change.isPending) change.mutate(input())
        }}
      >
        {children}
        <Refusal error={change.error} />
        <div>
          <PendingButton type="submit" pending={change.isPending}>
            {submit}
          </PendingButton>
        </div>
      </form>
    </Section>
  )
}

/** A box that is ticked or not, with its sentence. */
export function Check({
  checked,
  onChange,
  children,
}: {
  checked: boolean
  onChange: (checked: boolean) => void
  children: string
}) {
  return (
    <label className="flex items-start gap-2.5">
      <input
        type="checkbox"
        className="mt-0.5 size-4 shrink-0 accent-brand outline-none focus-visible:ring-[3px] focus-visible:ring-ring/50"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />
      {children}
    </label>
  )
}
