import type { Project as ProjectSchema } from "@tango/contracts/api/ProjectsApi"
import { ArchiveIcon, EllipsisIcon } from "lucide-react"
import { useState } from "react"
import { Avatar } from "@/components/Avatar.tsx"
import { Button } from "@/components/ui/button.tsx"
import { Card } from "@/components/ui/card.tsx"
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu.tsx"
import { formatDate } from "@/lib/format.ts"
import { texts } from "@/texts.ts"
import { ArchiveProject } from "./ArchiveProject.tsx"

export type Project = typeof ProjectSchema.Type

export function ProjectList({ projects, mayWrite }: { projects: ReadonlyArray<Project>; mayWrite: boolean }) {
  const [archiving, setArchiving] = useState<Project>()
  return (
    <Card className="overflow-hidden">
      <ul className="divide-y" aria-label={texts.projects.title}>
        {projects.map((project) => (
          <li key={project.projectId} className="flex items-center gap-3 px-4 py-3">
            <Avatar id={project.projectId} name={project.name} />
            <div className="grid min-w-0 flex-1">
              <span className="truncate font-medium">{project.name}</span>
              {project.description && <span className="truncate text-muted-foreground">{project.description}</span>}
            </div>
            <span className="hidden shrink-0 text-xs text-muted-foreground tabular-nums sm:block">
              {texts.projects.createdOn(formatDate(project.createdAt))}
            </span>
            {mayWrite && project.status === "active" && (
              <DropdownMenu>
                <DropdownMenuTrigger asChild>
                  <Button variant="ghost" size="icon" aria-label={texts.projects.actions(project.name)}>
                    <EllipsisIcon aria-hidden />
                  </Button>
                </DropdownMenuTrigger>
                <DropdownMenuContent align="end" className="min-w-36">
                  <DropdownMenuItem onSelect={() => setArchiving(project)}>
                    <ArchiveIcon aria-hidden />
                    {texts.projects.archive}
                  </DropdownMenuItem>
                </DropdownMenuContent>
              </DropdownMenu>
            )}
          </li>
        ))}
      </ul>
      {archiving && <ArchiveProject project={archiving} onClose={() => setArchiving(undefined)} />}
    </Card>
  )
}
