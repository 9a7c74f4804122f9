import { ProjectId } from "@tango/contracts/Ids"
import * as Schema from "effect/Schema"
import { ChevronLeftIcon } from "lucide-react"
import { Link, useParams } from "react-router"
import { GrantList } from "@/access/GrantList.tsx"
import { useGranteeName } from "@/access/names.ts"
import { WhyNot, YourAccess } from "@/access/YourAccess.tsx"
import { useProject, useProjectGrants } from "@/api/queries.ts"
import { Note } from "@/components/Note.tsx"
import { PageHeader } from "@/components/PageHeader.tsx"
import { QueryState } from "@/components/QueryState.tsx"
import { Card } from "@/components/ui/card.tsx"
import { Attachments } from "@/projects/attachments/Attachments.tsx"
import { ProjectActions } from "@/projects/ProjectActions.tsx"
import { texts } from "@/texts.ts"
import { Component as NotFound } from "./NotFoundPage.tsx"

const isProjectId = Schema.is(ProjectId)

export function Component() {
  const { projectId = "" } = useParams()
  return isProjectId(projectId) ? <ProjectView projectId={projectId} /> : <NotFound />
}

function ProjectView({ projectId }: { projectId: ProjectId }) {
  const project = useProject(projectId)
  return (
    <>
      <Link
        to="/projects"
        className="mb-4 inline-flex items-center gap-1 rounded-sm text-muted-foreground outline-none hover:text-foreground focus-visible:ring-[3px] focus-visible:ring-ring/50"
      >
        <ChevronLeftIcon aria-hidden className="size-4" />
        {texts.projects.back}
      </Link>
      <QueryState query={project.error ? { ...project, data: undefined } : project}>
        {(data) => (
          <>
            <PageHeader title={data.name} action={<ProjectActions project={data} />} />
            {data.status === "archived" && <Note>{texts.projects.archivedNote}</Note>}
            <div className="grid grid-cols-1 gap-6">
              <p className="max-w-prose whitespace-pre-wrap">
                {data.description || <span className="text-muted-foreground">{texts.projects.noDescription}</span>}
              </p>
              <Attachments project={data} />
              <Sharing projectId={projectId} access={data.access} />
            </div>
          </>
        )}
      </QueryState>
    </>
  )
}

type Access = NonNullable<ReturnType<typeof useProject>["data"]>["access"]

function Sharing({ projectId, access }: { projectId: ProjectId; access: Access }) {
  const grants = useProjectGrants(projectId)
  const nameOf = useGranteeName()
  const owners = (grants.data?.items ?? [])
    .filter(({ active, relation }) => active && relation === "owner")
    .map(({ grantee }) => nameOf(grantee))
    .join(", ")
  return (
    <section aria-labelledby="people" className="grid grid-cols-1 gap-3">
      <h2 id="people" className="text-base font-semibold">
        {texts.access.people}
      </h2>
      <YourAccess access={access} />
      {access.relation === "viewer" && (
        <WhyNot question={texts.access.whyNot.edit} access={access} needs="editor" owners={owners} />
      )}
      {access.relation === "editor" && (
        <WhyNot question={texts.access.whyNot.share} access={access} needs="owner" owners={owners} />
      )}
      <QueryState query={grants}>
        {({ items }) => (
          <Card className="px-4 py-1">
            <GrantList grants={items} />
          </Card>
        )}
      </QueryState>
      <p className="text-xs text-muted-foreground">{texts.access.admins}</p>
    </section>
  )
}
