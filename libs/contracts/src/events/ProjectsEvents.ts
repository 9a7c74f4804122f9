import * as Schema from "effect/Schema"
import { ActorId, OrganizationId, ProjectId } from "../Ids.ts"
import { Grantee, Relation } from "./EntitlementsEvents.ts"
import { defineEvent } from "./Envelope.ts"

const source = "tango.projects"
const project = { organizationId: OrganizationId, projectId: ProjectId, actorId: ActorId }
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

export const ProjectRestored = defineEvent({
  type: "projects.project.restored.v1",
  source,
  description: "An archived project is in use again.",
  data: Schema.Struct(project),
  example,
})

export const ProjectDeleted = defineEvent({
  type: "projects.project.deleted.v1",
  source,
  description: "A project and its attachments are gone.",
  data: Schema.Struct(project),
  example,
})

const share = {
  personalData: "the project's name, as its owner wrote it",
  data: Schema.Struct({ ...project, projectName: Schema.String, grantee: Grantee, relation: Relation }),
  example: {
    ...example,
    projectName: "Difference Engine No. 2",
    grantee: { kind: "member" as const, memberId: "member-test-7a1f5b1e-6a0b-4b52-8e53-d3a0a4f2a111" },
    relation: "editor" as const,
  },
}

export const ProjectShared = defineEvent({
  type: "projects.project.shared.v1",
  source,
  description: "Somebody was given a relation to a project by one of its owners.",
  ...share,
})

export const ProjectUnshared = defineEvent({
  type: "projects.project.unshared.v1",
  source,
  description: "Somebody's relation to a project was taken back.",
  ...share,
})

const attachment = {
  personalData: "the file's name, as its owner wrote it",
  data: Schema.Struct({
    ...project,
    attachmentId: Schema.String,
    fileName: Schema.String,
    contentType: Schema.String,
    sizeBytes: Schema.Int,
  }),
  example: {
    ...example,
    attachmentId: "019ab3f2-6d1e-7cc3-98c1-2f1d6f0a1b2e",
    fileName: "notes.pdf",
    contentType: "application/pdf",
    sizeBytes: 48213,
  },
}

export const AttachmentUploaded = defineEvent({
  type: "projects.attachment.uploaded.v1",
  source,
  description: "A file is complete and checked.",
  ...attachment,
})

export const AttachmentDeleted = defineEvent({
  type: "projects.attachment.deleted.v1",
  source,
  description: "A file is gone.",
  ...attachment,
})
