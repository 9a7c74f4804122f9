import { PageHeader } from "@/components/PageHeader.tsx"
import { QueryState } from "@/components/QueryState.tsx"
import { api } from "@/api/api.ts"
import { PreferenceTable } from "@/notifications/PreferenceTable.tsx"
import { SettingsForm } from "@/notifications/SettingsForm.tsx"
import { useDefaults, usePreferences } from "@/notifications/queries.ts"
import { useAllowed } from "@/session/CurrentSession.ts"
import { texts } from "@/texts.ts"

export function Component() {
  const preferences = usePreferences()
  const mayWrite = useAllowed("organization:write")
  return (
    <>
      <PageHeader title={texts.preferences.title} text={texts.preferences.text} />
      <QueryState query={preferences}>
        {({ preferences: all, settings }) => (
          <div className="grid gap-8">
            <PreferenceTable
              label={texts.preferences.title}
              preferences={all}
              queryKey={["preferences"]}
              change={(changes) => api((clients) => clients.preferences.change({ payload: { changes } }))}
            />
            <SettingsForm settings={settings} />
          </div>
        )}
      </QueryState>
      {mayWrite && <Defaults />}
    </>
  )
}

function Defaults() {
  const defaults = useDefaults()
  return (
    <section aria-labelledby="defaults" className="mt-10">
      <h2 id="defaults" className="text-base font-semibold">
        {texts.preferences.defaultsTitle}
      </h2>
      <p className="mb-4 text-muted-foreground">{texts.preferences.defaultsText}</p>
      <QueryState query={defaults}>
        {({ preferences }) => (
          <PreferenceTable
            label={texts.preferences.defaultsTitle}
            preferences={preferences}
            queryKey={["preference-defaults"]}
            change={(changes) => api((clients) => clients.preferences.changeDefaults({ payload: { changes } }))}
          />
        )}
      </QueryState>
    </section>
  )
}
