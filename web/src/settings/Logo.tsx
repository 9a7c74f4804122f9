import { LogoType, maxLogoBytes, type Organization } from "@tango/contracts/api/IdentityApi"
import * as Schema from "effect/Schema"
import { useRef } from "react"
import { Section } from "@/account/Section.tsx"
import { ApiError } from "@/api/ApiError.ts"
import { api } from "@/api/api.ts"
import { currentTraceId } from "@/api/Trace.ts"
import { useChange } from "@/api/useChange.ts"
import { Avatar } from "@/components/Avatar.tsx"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { PendingButton } from "@/components/PendingButton.tsx"
import { texts } from "@/texts.ts"

const isLogoType = Schema.is(LogoType)

/** Straight to the storage, then the server looks at what arrived. */
const upload = async (file: File) => {
  const payload = {
    contentType: isLogoType(file.type) ? file.type : ("image/png" as const),
    size: Math.min(file.size, maxLogoBytes),
  }
  const { uploadId, url } = await api((clients) => clients.organization.startLogoUpload({ payload }))
  const stored = await fetch(url, {
    method: "PUT",
    body: file,
    headers: { "content-type": payload.contentType },
  }).catch((cause: unknown) => {
    throw new ApiError("unreachable", currentTraceId(), undefined, cause)
  })
  if (!stored.ok) throw new ApiError("unexpected", currentTraceId())
  return api((clients) => clients.organization.setLogo({ payload: { uploadId } }))
}

export function Logo({ organization }: { organization: typeof Organization.Type }) {
  const input = useRef<HTMLInputElement>(null)
  const set = useChange(upload, { stale: ["organization"], done: texts.settings.logoChanged })
  const remove = useChange(() => api((clients) => clients.organization.removeLogo()), {
    stale: ["organization"],
    done: texts.settings.saved,
  })
  const error = set.error ?? remove.error
  return (
    <Section title={texts.settings.logo} text={texts.settings.logoHint}>
      <div className="flex flex-wrap items-center gap-4">
        {organization.logoUrl === null ? (
          <Avatar id={organization.organizationId} name={organization.name} className="size-14" />
        ) : (
          <img
            src={organization.logoUrl}
            alt={texts.settings.logo}
            className="size-14 rounded-lg border object-contain"
          />
        )}
        <input
          ref={input}
          type="file"
          aria-label={texts.settings.logo}
          accept={LogoType.literals.join()}
          className="max-w-full min-w-0 text-sm file:mr-3 file:h-9 file:rounded-md file:border file:bg-card file:px-3 file:font-medium"
          onChange={(event) => {
            const [file] = event.target.files ?? []
            if (file !== undefined && !set.isPending)
              set.mutate(file, {
                onSettled: () => {
                  if (input.current) input.current.value = ""
                },
              })
          }}
        />
        {organization.logoUrl !== null && (
          <PendingButton variant="outline" pending={remove.isPending} onClick={() => remove.mutate()}>
            {texts.settings.removeLogo}
          </PendingButton>
        )}
      </div>
      {error && <ErrorNotice error={error} />}
    </Section>
  )
}
