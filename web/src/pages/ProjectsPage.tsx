import { ArchiveIcon, FolderPlusIcon, SearchIcon } from "lucide-react"
import { useDeferredValue, useState } from "react"
import { useProjects } from "@/api/queries.ts"
import { EmptyState } from "@/components/EmptyState.tsx"
import { LoadMore } from "@/components/LoadMore.tsx"
import { Note } from "@/components/Note.tsx"
import { PageHeader } from "@/components/PageHeader.tsx"
import { QueryState } from "@/components/QueryState.tsx"
import { Input } from "@/components/ui/input.tsx"
import { ToggleGroup, ToggleGroupItem } from "@/components/ui/toggle-group.tsx"
import { CreateProject } from "@/projects/CreateProject.tsx"
import { ProjectList } from "@/projects/ProjectList.tsx"
import { ProjectUsage } from "@/projects/ProjectUsage.tsx"
import { useAllowed } from "@/session/CurrentSession.ts"
import { texts } from "@/texts.ts"

const filters = ["active", "archived"] as const
type Filter = (typeof filters)[number]

export function Component() {
  const mayWrite = useAllowed("projects:write")
  const [filter, setFilter] = useState<Filter>("active")
  const [typed, setTyped] = useState("")
  const search = useDeferredValue(typed.trim())
  const projects = useProjects({ status: filter, search })
  return (
    <>
      <PageHeader title={texts.projects.title} text={texts.projects.text} action={mayWrite && <CreateProject />} />
      {!mayWrite && <Note>{texts.projects.viewerNote}</Note>}
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
        <Input
          type="search"
          className="min-w-40 flex-1 sm:max-w-64"
          aria-label={texts.projects.search}
          placeholder={texts.projects.search}
          maxLength={100}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <ProjectUsage />
      </div>
      <QueryState query={projects}>
        {(items) => (
          <>
            {items.length > 0 && <ProjectList projects={items} />}
            {items.length === 0 && <NoProjects filter={filter} searched={search !== ""} mayWrite={mayWrite} />}
            <LoadMore query={projects} />
          </>
        )}
      </QueryState>
    </>
  )
}

function NoProjects({ filter, mayWrite, searched }: { filter: Filter; mayWrite: boolean; searched: boolean }) {
  if (searched) {
    return <EmptyState icon={SearchIcon} title={texts.projects.nothingFound} text={texts.projects.nothingFoundText} />
  }
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
