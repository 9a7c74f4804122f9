import type { MemberSettings } from "@tango/contracts/api/NotificationsApi"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { type FormEvent, useState } from "react"
import { toast } from "sonner"
import { api } from "@/api/api.ts"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { Field } from "@/components/Field.tsx"
import { PendingButton } from "@/components/PendingButton.tsx"
import { Card } from "@/components/ui/card.tsx"
import { Input } from "@/components/ui/input.tsx"
import { NativeSelect } from "@/components/ui/native-select.tsx"
import { texts } from "@/texts.ts"
import { textIn } from "./textIn.ts"

type Settings = typeof MemberSettings.Type

const toClock = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`
const toMinutes = (clock: string) => {
  const [hours = 0, minutes = 0] = clock.split(":").map(Number)
  return hours * 60 + minutes
}
const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone
const zones = [...new Set(["UTC", ownZone, ...Intl.supportedValuesOf("timeZone")])]

/** When e-mails may come: time zone, quiet hours, and the hour of the digest. */
export function SettingsForm({ settings }: { settings: Settings }) {
  const queryClient = useQueryClient()
  const [quiet, setQuiet] = useState(settings.quietHours !== null)
  const save = useMutation({
    mutationFn: (payload: Settings) => api((clients) => clients.preferences.setSettings({ payload })),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: ["preferences"] })
      toast.success(texts.preferences.saved)
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const text = (name: string) => textIn(form, name)
    save.mutate({
      timeZone: text("timeZone"),
      digestHour: Number(text("digestHour")),
      quietHours: quiet ? { from: toMinutes(text("from")), until: toMinutes(text("until")) } : null,
    })
  }
  return (
    <Card className="p-5">
      <form onSubmit={submit} aria-label={texts.preferences.whenTitle} className="grid gap-5 sm:grid-cols-2">
        <h2 className="text-base font-semibold sm:col-span-2">{texts.preferences.whenTitle}</h2>
        <Field label={texts.preferences.timeZone}>
          {(control) => (
            <NativeSelect {...control} name="timeZone" defaultValue={settings.timeZone}>
              {zones.map((zone) => (
                <option key={zone}>{zone}</option>
              ))}
            </NativeSelect>
          )}
        </Field>
        <Field label={texts.preferences.digestHour}>
          {(control) => (
            <NativeSelect {...control} name="digestHour" defaultValue={settings.digestHour}>
              {Array.from({ length: 24 }, (_, hour) => (
                <option key={hour} value={hour}>
                  {toClock(hour * 60)}
                </option>
              ))}
            </NativeSelect>
          )}
        </Field>
        <label className="flex items-center gap-2 font-medium sm:col-span-2">
          <input
            type="checkbox"
            className="size-5 accent-brand"
            checked={quiet}
            onChange={(event) => setQuiet(event.target.checked)}
          />
          {texts.preferences.quiet}
        </label>
        {quiet && (
          <>
            <Field label={texts.preferences.quietFrom}>
              {(control) => (
                <Input
                  {...control}
                  required
                  type="time"
                  name="from"
                  defaultValue={toClock(settings.quietHours?.from ?? 1320)}
                />
              )}
            </Field>
            <Field label={texts.preferences.quietUntil} hint={texts.preferences.quietHint}>
              {(control) => (
                <Input
                  {...control}
                  required
                  type="time"
                  name="until"
                  defaultValue={toClock(settings.quietHours?.until ?? 420)}
                />
              )}
            </Field>
          </>
        )}
        {save.error && <ErrorNotice error={save.error} />}
        <PendingButton type="submit" pending={save.isPending} className="w-fit sm:col-span-2">
          {texts.preferences.save}
        </PendingButton>
      </form>
    </Card>
  )
}
