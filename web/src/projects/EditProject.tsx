import { useState } from "react"
import { toast } from "sonner"
import { api } from "@/api/api.ts"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { Field } from "@/components/Field.tsx"
import { PendingButton } from "@/components/PendingButton.tsx"
import { Button } from "@/components/ui/button.tsx"
import { Dialog, DialogClose, DialogContent, DialogFooter, DialogHeader, DialogTitle } from "@/components/ui/dialog.tsx"
import { Input } from "@/components/ui/input.tsx"
import { Textarea } from "@/components/ui/textarea.tsx"
import { texts } from "@/texts.ts"
import type { Project } from "./ProjectList.tsx"
import { useProjectAction } from "./useProjectAction.ts"

export function EditProject({ project, onClose }: { project: Project; onClose: () => void }) {
  const { projectId } = project
  const [name, setName] = useState(project.name)
  const [description, setDescription] = useState(project.description)
  const update = useProjectAction(projectId, (payload: { name: string; description: string }) =>
    api((clients) => clients.projects.update({ params: { projectId }, payload })),
  )
  const submit = () =>
    update.mutate(
      { name: name.trim(), description: description.trim() },
      {
        onSuccess: () => {
          toast.success(texts.projects.saved)
          onClose()
        },
      },
    )
  return (
    <Dialog open onOpenChange={(open) => open || onClose()}>
      <DialogContent aria-describedby={undefined}>
        <form
          className="grid gap-5"
          onSubmit={(event) => {
            event.preventDefault()
            if (!update.isPending && name.trim() !== "") submit()
          }}
        >
          <DialogHeader>
            <DialogTitle>{texts.projects.editTitle}</DialogTitle>
          </DialogHeader>
          <Field label={texts.projects.name}>
            {(control) => (
              <Input
                {...control}
                required
                maxLength={100}
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
          <Field label={texts.projects.description} optional>
            {(control) => (
              <Textarea
                {...control}
                maxLength={2000}
                value={description}
                onChange={(event) => setDescription(event.target.value)}
              />
            )}
          </Field>
          {update.error && <ErrorNotice error={update.error} />}
          <DialogFooter>
            <DialogClose asChild>
              <Button type="button" variant="outline">
                {texts.app.cancel}
              </Button>
            </DialogClose>
            <PendingButton type="submit" pending={update.isPending}>
              {texts.projects.save}
            </PendingButton>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  )
}
