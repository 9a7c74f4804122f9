import { useMutation } from "@tanstack/react-query"
import { useState } from "react"
import { useNavigate } from "react-router"
import { api, session } from "@/api/api.ts"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { Field } from "@/components/Field.tsx"
import { fieldError } from "@/components/fieldErrors.ts"
import { PendingButton } from "@/components/PendingButton.tsx"
import { Input } from "@/components/ui/input.tsx"
import { texts } from "@/texts.ts"
import { goOnElsewhere } from "./logIn.ts"

/** `first` when there is nothing else to choose. */
export function CreateOrganization({ first }: { first: boolean }) {
  const [name, setName] = useState("")
  const navigate = useNavigate()
  const create = useMutation({
    mutationFn: () => api((clients) => clients.session.createOrganization({ payload: { name: name.trim() } })),
    onSuccess: (opened) => {
      session.set(opened)
      void navigate("/projects", { replace: true })
    },
    onError: (error) => void goOnElsewhere(error, navigate),
  })
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (!create.isPending && name.trim() !== "") create.mutate()
      }}
    >
      {!first && <h2 className="font-semibold">{texts.organizations.createTitle}</h2>}
      <Field label={texts.organizations.name} error={fieldError(create.error, "name")}>
        {(control) => (
          <Input
            {...control}
            name="organization"
            autoComplete="organization"
            required
            maxLength={100}
            placeholder={texts.organizations.namePlaceholder}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      {create.error && <ErrorNotice error={create.error} fields={["name"]} />}
      <PendingButton
        type="submit"
        size={first ? "lg" : "default"}
        variant={first ? "default" : "outline"}
        pending={create.isPending}
      >
        {texts.organizations.create}
      </PendingButton>
    </form>
  )
}
