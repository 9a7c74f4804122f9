import { plans } from "@tango/contracts/Plans"
import type { Language } from "../Texts.ts"
import { billing } from "./en/billing.ts"
import { refunds } from "./en/refunds.ts"
import { unsubscribing } from "./en/unsubscribing.ts"
import { called, greeting, limits, relations, roles } from "./en/words.ts"

/** English. */
export const en: Language = {
  code: "en",
  yourOrganization: "your organization",
  footer: (organization) => `You get this because you are a member of ${organization} on Tango.`,
  unsubscribe: "Unsubscribe from e-mails like this",
  unsubscribing,
  preferences: "Choose what you hear of",
  texts: {
    ...billing,
    ...refunds,
    welcome: ({ name, organizationName }) => ({
      subject: `Welcome to ${organizationName}`,
      preview: `You are now a member of ${organizationName} on Tango.`,
      heading: `Welcome to ${organizationName}`,
      paragraphs: [
        greeting(name),
        `You are now a member of ${organizationName} on Tango. Your team's projects are waiting for you.`,
      ],
      action: { label: "Open Tango", path: "/" },
    }),
    invitation_accepted: ({ memberEmail, memberName, name, organizationName, role }) => ({
      subject: `${called(memberName, memberEmail)} has joined ${organizationName}`,
      preview: `The invitation was accepted: ${memberEmail} is now a member.`,
      heading: `${called(memberName, memberEmail)} has joined`,
      paragraphs: [
        greeting(name),
        `${called(memberName, memberEmail)} has accepted the invitation to ${organizationName} and can start right away.`,
      ],
      facts: [
        { label: "E-mail", value: memberEmail },
        { label: "Role", value: roles[role] },
      ],
      action: { label: "See members", path: "/members" },
    }),
    role_changed: ({ name, organizationName, previousRole, role }) => ({
      subject: `Your role in ${organizationName} is now ${roles[role]}`,
      preview: `It changed from ${roles[previousRole]} to ${roles[role]}.`,
      heading: `You are now ${roles[role]}`,
      paragraphs: [
        greeting(name),
        `An admin changed your role in ${organizationName} from ${roles[previousRole]} to ${roles[role]}.`,
      ],
      change: { from: roles[previousRole], to: roles[role] },
      action: { label: "Open Tango", path: "/" },
    }),
    project_shared: ({ actorName, name, organizationName, projectId, projectName, relation }) => ({
      subject: `${called(actorName, "Somebody")} shared “${projectName}” with you`,
      preview: `You are now ${relations[relation]} of it in ${organizationName}.`,
      heading: `“${projectName}” is shared with you`,
      paragraphs: [
        greeting(name),
        `${called(actorName, "Somebody")} made you ${relations[relation]} of the project “${projectName}” in ${organizationName}.`,
      ],
      action: { label: "Open project", path: `/projects/${encodeURIComponent(projectId)}` },
    }),
    export_ready: ({ exportName, name, organizationName, path }) => ({
      subject: `Your export is ready: ${exportName}`,
      preview: `You can download it from ${organizationName}.`,
      heading: "Your export is ready",
      paragraphs: [
        greeting(name),
        `The export “${exportName}” of ${organizationName} is complete. Log in to download it.`,
      ],
      action: { label: "Go to the export", path },
    }),
    seat_limit_reached: ({ limit, name, organizationName }) => ({
      subject: `All ${limit} seats of ${organizationName} are taken`,
      preview: "Nobody else can join until there is a seat.",
      heading: "All seats are taken",
      paragraphs: [
        greeting(name),
        `${organizationName} has as many members as its plan allows: ${limit}. To invite more people, choose a larger plan or make room.`,
      ],
      action: { label: "See plans", path: "/billing" },
    }),
    usage_warning: ({ limit, limitName, name, organizationName, used }) => ({
      subject: `${organizationName} has used most of its ${limits(limitName)}`,
      preview: `${used} of ${limit} are in use.`,
      heading: `Most of your ${limits(limitName)} are in use`,
      paragraphs: [
        greeting(name),
        `${organizationName} uses ${used} of ${limit} ${limits(limitName)}. When all are used, no more can be added on this plan.`,
      ],
      action: { label: "See plans", path: "/billing" },
    }),
    usage_reached: ({ limit, limitName, name, organizationName }) => ({
      subject: `${organizationName} has used all of its ${limits(limitName)}`,
      preview: `The plan's limit of ${limit} is reached.`,
      heading: `All of your ${limits(limitName)} are in use`,
      paragraphs: [
        greeting(name),
        `${organizationName} has reached its plan's limit of ${limit} ${limits(limitName)}. A larger plan has room for more.`,
      ],
      action: { label: "See plans", path: "/billing" },
    }),
    security_changed: ({ name, organizationName }) => ({
      subject: "The way you log in was changed",
      preview: "All your other sessions have ended.",
      heading: "The way you log in was changed",
      paragraphs: [
        greeting(name),
        `Your password or another way of logging in to ${organizationName} was changed, and you were logged out elsewhere.`,
        "If that was not you, ask an admin of your organization at once.",
      ],
      action: { label: "Open Tango", path: "/" },
    }),
    digest: ({ entries, name, organizationName }) => ({
      subject: `${entries.length === 1 ? "One notification" : `${entries.length} notifications`} from ${organizationName}`,
      preview: entries
        .slice(0, 3)
        .map(({ title }) => title)
        .join(" · "),
      heading: `Your day in ${organizationName}`,
      paragraphs: [greeting(name)],
      action: { label: "Open inbox", path: "/inbox" },
    }),
    plan_changed: ({ name, organizationName, plan: planName, previousPlan }) => {
      const plan = plans[planName]
      const previous = plans[previousPlan].title
      const projects =
        plan.limits.projects === null ? "as many projects as you like" : `up to ${plan.limits.projects} projects`
      const seats = plan.limits.seats === null ? "as many people as you like" : `up to ${plan.limits.seats} people`
      return {
        subject: `${organizationName} is now on ${plan.title}`,
        preview: `The plan changed from ${previous} to ${plan.title}.`,
        heading: `${organizationName} is now on ${plan.title}`,
        paragraphs: [
          greeting(name),
          `The plan of ${organizationName} changed from ${previous} to ${plan.title}. It has room for ${projects} and ${seats}.`,
          "You find your subscription under Billing.",
        ],
        change: { from: previous, to: plan.title },
        action: { label: "Open billing", path: "/billing" },
      }
    },
  },
}
