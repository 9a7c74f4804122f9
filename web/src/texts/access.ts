import type { Role } from "@tango/contracts/Permissions"

type Relation = "owner" | "editor" | "viewer"
const relations: Record<Relation, string> = { owner: "Owner", editor: "Editor", viewer: "Viewer" }
const roles: Record<Role, string> = { admin: "admins", member: "members", viewer: "viewers" }

/** English texts; a translation is another file of the same shape. */
export const access = {
  share: "Share",
  people: "Who has access",
  shareTitle: (name: string) => `Share ${name}`,
  shareText: "What you take back is gone at once.",
  grantee: "With whom",
  granteePlaceholder: "Choose…",
  groupPeople: "People",
  groupGroups: "Groups",
  relation: "As",
  give: "Share",
  given: "Shared.",
  relations,
  relationHints: {
    owner: "Shares, archives and deletes it",
    editor: "Changes it",
    viewer: "Reads it",
  } satisfies Record<Relation, string>,
  everybody: (organization: string) => `Everybody in ${organization}`,
  allOf: (role: Role) => `All ${roles[role]}`,
  somebody: "A former member",
  you: "You",
  deactivated: "Deactivated",
  admins: "Admins of the organization own every project.",
  change: (who: string, relation: Relation) => `${who}: ${relations[relation]}. Change`,
  makeOwner: "Hand over ownership",
  transferred: (who: string) => `${who} owns it now.`,
  revoke: "Take back",
  revoked: "Taken back.",
  leave: "Leave",
  yours: (relation: Relation) => `You are ${relation === "viewer" ? "a" : "an"} ${relation} here`,
  because: {
    administrator: "You are an admin of the organization, and admins own every project.",
    member: "It is shared with you.",
    role: (role: Role) => `It is shared with all ${roles[role]}.`,
    organization: (organization: string) => `It is shared with everybody in ${organization}.`,
    inherited: "You have it from what this is inside of.",
    readOnly: "Your role in the organization is Viewer, which only reads. An admin can change your role.",
  },
  whyNot: {
    edit: "Why can't I edit this?",
    share: "Why can't I share this?",
    create: "Why can't I create projects?",
  },
  needs: (relation: Relation) => `For that you need to be an ${relation} of this project.`,
  ask: (owners: string) => `You can ask ${owners}.`,
  notAllowed: {
    unknown_member: "They are not a member of your organization.",
    deactivated_member: "They are deactivated. Reactivate them first.",
    owner_is_a_member: "Only a person can own a project.",
    viewer_cannot_own: "They are a viewer in the organization, which only reads. An admin can change their role.",
  },
} as const
