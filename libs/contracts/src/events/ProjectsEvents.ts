import * as Schema from "effect/Schema"
import { MemberId, OrganizationId, ProjectId } from "../Ids.ts"
import { defineEvent } from "./Envelope.ts"

const source = "tango.projects"
const project = { organizationId: OrganizationId, projectId: ProjectId, actorId: MemberId }
const example = {
  organizationId: "organization-test-6c20cd16-73d5-44f7-852c-9a7e7b2ccf62",
  projectId: "019ab3f2-6d1e-7cc3-98c1-2f1d6f0a1b2c",
  actorId: "member-test-32fc5024-9c09-4da3-bd2e-c9ce4da9375f",
}

export const ProjectCreated = defineEvent({
  type: "projects.project.created.v1",
  source,
  description: "A project exists.",
  data: Schema.Struct(project),
  example,
})

export const ProjectArchived = defineEvent({
  type: "projects.project.archived.v1",
  source,
  description: "A project is archived and no longer counts against the plan.",
  data: Schema.Struct(project),
  example,
})
