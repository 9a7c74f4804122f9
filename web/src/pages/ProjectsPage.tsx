import { ArchiveIcon, FolderPlusIcon } from "lucide-react"
import { useState } from "react"
import { useProjects } from "@/api/queries.ts"
import { EmptyState } from "@/components/EmptyState.tsx"
import { LoadMore } from "@/components/LoadMore.tsx"
import { Note } from "@/components/Note.tsx"
import { PageHeader } from "@/components/PageHeader.tsx"
import { QueryState } from "@/components/QueryState.tsx"
import { ToggleGroup, ToggleGroupItem } from "@/components/ui/toggle-group.tsx"
import { CreateProject } from "@/projects/CreateProject.tsx"
import { ProjectList } from "@/projects/ProjectList.tsx"
import { ProjectUsage } from "@/projects/ProjectUsage.tsx"
import { useAllowed } from "@/session/CurrentSession.ts"
import { texts } from "@/texts.ts"

const filters = ["active", "archived"] as const
type Filter = (typeof filters)[number]

export function Component() {
  const projects = useProjects()
  const mayWrite = useAllowed("projects:write")
  const [filter, setFilter] = useState<Filter>("active")
  return (
    <>
      <PageHeader title={texts.projects.title} text={texts.projects.text} action={mayWrite && <CreateProject />} />
      {!mayWrite && <Note>{texts.projects.viewerNote}</Note>}
      <QueryState query={projects}>
        {(items) => {
          const shown = items.filter(({ status }) => status === filter)
          return (
            <>
              <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
                <ToggleGroup
                  type="single"
                  value={filter}
                  aria-label={texts.projects.filter}
                  onValueChange={(value) => setFilter(filters.find((known) => known === value) ?? filter)}
                >
                  {filters.map((value) => (
                    <ToggleGroupItem key={value} value={value}>
                      {texts.projects[value]}
                    </ToggleGroupItem>
                  ))}
                </ToggleGroup>
                <ProjectUsage
                  active={items.filter(({ status }) => status === "active").length}
                  complete={!projects.hasNextPage}
                />
              </div>
              {shown.length > 0 && <ProjectList projects={shown} mayWrite={mayWrite} />}
              {shown.length === 0 && !projects.hasNextPage && <NoProjects filter={filter} mayWrite={mayWrite} />}
              <LoadMore query={projects} />
            </>
          )
        }}
      </QueryState>
    </>
  )
}

function NoProjects({ filter, mayWrite }: { filter: Filter; mayWrite: boolean }) {
  if (filter === "archived") {
    return (
      <EmptyState icon={ArchiveIcon} title={texts.projects.emptyArchived} text={texts.projects.emptyArchivedText} />
    )
  }
  return (
    <EmptyState
      icon={FolderPlusIcon}
      title={texts.projects.emptyTitle}
      text={mayWrite ? texts.projects.emptyText : texts.projects.emptyViewer}
    >
      {mayWrite && <CreateProject />}
    </EmptyState>
  )
}
