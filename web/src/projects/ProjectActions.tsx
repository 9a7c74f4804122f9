import { ArchiveIcon, ArchiveRestoreIcon, EllipsisIcon, PencilIcon, Trash2Icon } from "lucide-react"
import { useState } from "react"
import { useNavigate } from "react-router"
import { toast } from "sonner"
import { api } from "@/api/api.ts"
import { ShareDialog } from "@/access/ShareDialog.tsx"
import { toastError } from "@/components/toastError.tsx"
import { Button } from "@/components/ui/button.tsx"
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu.tsx"
import { texts } from "@/texts.ts"
import { ConfirmProject } from "./ConfirmProject.tsx"
import { EditProject } from "./EditProject.tsx"
import type { Project } from "./ProjectList.tsx"
import { useProjectAction } from "./useProjectAction.ts"

type Asking = "edit" | "archive" | "delete"

/** What the reader may do with the project, by what they are to it. What they may not is not a button but an answer below. */
export function ProjectActions({ project }: { project: Project }) {
  const { name, projectId, relation, status } = project
  const [asking, setAsking] = useState<Asking>()
  const navigate = useNavigate()
  const restore = useProjectAction(projectId, () =>
    api((clients) => clients.projects.restore({ params: { projectId } })),
  )
  if (relation === "viewer") return null
  const edit = () => setAsking("edit")
  return (
    <div className="flex items-center gap-2">
      {status === "active" && (
        <Button variant="outline" onClick={edit}>
          <PencilIcon aria-hidden />
          {texts.projects.edit}
        </Button>
      )}
      {relation === "owner" && <ShareDialog projectId={projectId} name={name} />}
      {relation === "owner" && (
        <DropdownMenu>
          <DropdownMenuTrigger asChild>
            <Button variant="ghost" size="icon" aria-label={texts.projects.more}>
              <EllipsisIcon aria-hidden />
            </Button>
          </DropdownMenuTrigger>
          <DropdownMenuContent align="end" className="min-w-36">
            {status === "active" ? (
              <DropdownMenuItem onSelect={() => setAsking("archive")}>
                <ArchiveIcon aria-hidden />
                {texts.projects.archive}
              </DropdownMenuItem>
            ) : (
              <DropdownMenuItem
                onSelect={() =>
                  restore.mutate(undefined, {
                    onSuccess: () => toast.success(texts.projects.restored(name)),
                    onError: toastError,
                  })
                }
              >
                <ArchiveRestoreIcon aria-hidden />
                {texts.projects.restore}
              </DropdownMenuItem>
            )}
            <DropdownMenuItem onSelect={() => setAsking("delete")}>
              <Trash2Icon aria-hidden />
              {texts.projects.delete}
            </DropdownMenuItem>
          </DropdownMenuContent>
        </DropdownMenu>
      )}
      {asking === "edit" && <EditProject project={project} onClose={() => setAsking(undefined)} />}
      {(asking === "archive" || asking === "delete") && (
        <ConfirmProject
          project={project}
          action={asking}
          onClose={(done) => {
            setAsking(undefined)
            if (done && asking === "delete") void navigate("/projects")
          }}
        />
      )}
    </div>
  )
}
