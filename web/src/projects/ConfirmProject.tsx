import { toast } from "sonner"
import { api } from "@/api/api.ts"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
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
} from "@/components/ui/dialog.tsx"
import { texts } from "@/texts.ts"
import type { Project } from "./ProjectList.tsx"
import { useProjectAction } from "./useProjectAction.ts"

const words = {
  archive: {
    title: texts.projects.archiveTitle,
    text: texts.projects.archiveText,
    button: texts.projects.archive,
    done: texts.projects.archivedToast,
  },
  delete: {
    title: texts.projects.deleteTitle,
    text: texts.projects.deleteText,
    button: texts.projects.delete,
    done: texts.projects.deleted,
  },
}

/** Asks before a project is archived or deleted. `onClose` hears whether it was done. */
export function ConfirmProject({
  project,
  action,
  onClose,
}: {
  project: Project
  action: keyof typeof words
  onClose: (done: boolean) => void
}) {
  const { name, projectId } = project
  const { button, done, text, title } = words[action]
  const mutation = useProjectAction(projectId, async () => {
    if (action === "archive") await api((clients) => clients.projects.archive({ params: { projectId } }))
    else await api((clients) => clients.projects.delete({ params: { projectId } }))
  })
  const confirm = () =>
    mutation.mutate(undefined, {
      onSuccess: () => {
        toast.success(done(name))
        onClose(true)
      },
    })
  return (
    <Dialog open onOpenChange={(open) => open || onClose(false)}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>{title(name)}</DialogTitle>
          <DialogDescription>{text}</DialogDescription>
        </DialogHeader>
        {mutation.error && <ErrorNotice error={mutation.error} />}
        <DialogFooter>
          <DialogClose asChild>
            <Button variant="outline">{texts.app.cancel}</Button>
          </DialogClose>
          <PendingButton pending={mutation.isPending} onClick={confirm}>
            {button}
          </PendingButton>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  )
}
