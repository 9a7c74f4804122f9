import { useQueryClient } from "@tanstack/react-query"
import { PlusIcon } from "lucide-react"
import { useState } from "react"
import { toast } from "sonner"
import { api } from "@/api/api.ts"
import { useCreate } from "@/api/useCreate.ts"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { Field } from "@/components/Field.tsx"
import { fieldError } from "@/components/fieldErrors.ts"
import { PendingButton } from "@/components/PendingButton.tsx"
import { Button } from "@/components/ui/button.tsx"
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
  DialogTrigger,
} from "@/components/ui/dialog.tsx"
import { Input } from "@/components/ui/input.tsx"
import { Textarea } from "@/components/ui/textarea.tsx"
import { texts } from "@/texts.ts"
import { LimitReached } from "./LimitReached.tsx"

/** The button and its dialog. When the plan is used up, the dialog turns into the way to a bigger one. */
export function CreateProject() {
  const [open, setOpen] = useState(false)
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button>
          <PlusIcon aria-hidden />
          {texts.projects.create}
        </Button>
      </DialogTrigger>
      <DialogContent>
        <CreateProjectForm onDone={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  )
}

function CreateProjectForm({ onDone }: { onDone: () => void }) {
  const [name, setName] = useState("")
  const [description, setDescription] = useState("")
  const queryClient = useQueryClient()
  const create = useCreate((payload: { name: string; description: string }, key) =>
    api((clients) => clients.projects.create({ payload, headers: { "idempotency-key": key } })),
  )
  const submit = () =>
    create.mutate(
      { name: name.trim(), description: description.trim() },
      {
        onSuccess: (project) => {
          void queryClient.invalidateQueries({ queryKey: ["projects"] })
          void queryClient.invalidateQueries({ queryKey: ["usage"] })
          toast.success(texts.projects.created(project.name))
          onDone()
        },
      },
    )
  const problem = create.error?.problem
  if (problem?._tag === "ProjectLimitReached") return <LimitReached plan={problem.plan} limit={problem.limit} />
  return (
    <form
      className="grid gap-5"
      onSubmit={(event) => {
        event.preventDefault()
        if (!create.isPending && name.trim() !== "") submit()
      }}
    >
      <DialogHeader>
        <DialogTitle>{texts.projects.createTitle}</DialogTitle>
        <DialogDescription>{texts.projects.createText}</DialogDescription>
      </DialogHeader>
      <Field label={texts.projects.name} error={fieldError(create.error, "name")}>
        {(control) => (
          <Input
            {...control}
            required
            maxLength={100}
            placeholder={texts.projects.namePlaceholder}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field label={texts.projects.description} optional error={fieldError(create.error, "description")}>
        {(control) => (
          <Textarea
            {...control}
            maxLength={2000}
            placeholder={texts.projects.descriptionPlaceholder}
            value={description}
            onChange={(event) => setDescription(event.target.value)}
          />
        )}
      </Field>
      {create.error && <ErrorNotice error={create.error} fields={["name", "description"]} />}
      <DialogFooter>
        <DialogClose asChild>
          <Button type="button" variant="outline">
            {texts.app.cancel}
          </Button>
        </DialogClose>
        <PendingButton type="submit" pending={create.isPending}>
          {texts.projects.submit}
        </PendingButton>
      </DialogFooter>
    </form>
  )
}
