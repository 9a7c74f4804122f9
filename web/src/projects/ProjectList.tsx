import type { Project as ProjectSchema } from "@tango/contracts/api/ProjectsApi"
import { Link } from "react-router"
import { Avatar } from "@/components/Avatar.tsx"
import { Badge } from "@/components/ui/badge.tsx"
import { Card } from "@/components/ui/card.tsx"
import { formatDate } from "@/lib/format.ts"
import { texts } from "@/texts.ts"

export type Project = typeof ProjectSchema.Type

export function ProjectList({ projects }: { projects: ReadonlyArray<Project> }) {
  return (
    <Card className="overflow-hidden">
      <ul className="divide-y" aria-label={texts.projects.title}>
        {projects.map((project) => (
          <li key={project.projectId}>
            <Link
              to={`/projects/${project.projectId}`}
              className="flex items-center gap-3 px-4 py-3 outline-none hover:bg-accent/50 focus-visible:bg-accent"
            >
              <Avatar id={project.projectId} name={project.name} />
              <span className="grid min-w-0 flex-1">
                <span className="truncate font-medium">{project.name}</span>
                {project.description && <span className="truncate text-muted-foreground">{project.description}</span>}
              </span>
              <Badge variant={project.relation === "owner" ? "brand" : "outline"}>
                {texts.access.relations[project.relation]}
              </Badge>
              <span className="hidden shrink-0 text-xs text-muted-foreground tabular-nums sm:block">
                {texts.projects.createdOn(formatDate(project.createdAt))}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  )
}
