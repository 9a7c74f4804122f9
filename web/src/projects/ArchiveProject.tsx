import { useMutation, useQueryClient } from "@tanstack/react-query"
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

export function ArchiveProject({ project, onClose }: { project: Project; onClose: () => void }) {
  const queryClient = useQueryClient()
  const archive = useMutation({
    mutationFn: () => api((clients) => clients.projects.archive({ params: { projectId: project.projectId } })),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: ["projects"] })
      toast.success(texts.projects.archivedToast(project.name))
      onClose()
    },
  })
  return (
    <Dialog open onOpenChange={(open) => open || onClose()}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>{texts.projects.archiveTitle(project.name)}</DialogTitle>
          <DialogDescription>{texts.projects.archiveText}</DialogDescription>
        </DialogHeader>
        {archive.error && <ErrorNotice error={archive.error} />}
        <DialogFooter>
          <DialogClose asChild>
            <Button variant="outline">{texts.app.cancel}</Button>
          </DialogClose>
          <PendingButton pending={archive.isPending} onClick={() => archive.mutate()}>
            {texts.projects.archive}
          </PendingButton>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  )
}
