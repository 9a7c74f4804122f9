import { plans } from "@tango/contracts/Plans"
import type { Content } from "../domain/Message.ts"

/** Every word that people read in an e-mail. */
export interface Texts {
  readonly subject: string
  /** What mail programs show beside the subject. */
  readonly preview: string
  readonly heading: string
  readonly paragraphs: ReadonlyArray<string>
  readonly action: { readonly label: string; readonly path: string }
}

export const brand = "Tango"
const footer = (organizationName: string) => `You get this because you are a member of ${organizationName} on Tango.`

const greeting = (name: string) => (name === "" ? "Hello," : `Hello ${name},`)
const called = (organizationName: string) => (organizationName === "" ? "your organization" : organizationName)

const welcome = (name: string, organization: string): Texts => ({
  subject: `Welcome to ${organization}`,
  preview: `You are now a member of ${organization} on ${brand}.`,
  heading: `Welcome to ${organization}`,
  paragraphs: [
    greeting(name),
    `You are now a member of ${organization} on ${brand}. Your team's projects are waiting for you.`,
  ],
  action: { label: `Open ${brand}`, path: "/" },
})

const planChanged = ({ name, ...content }: Extract<Content, { kind: "plan_changed" }>, organization: string): Texts => {
  const plan = plans[content.plan]
  const previous = plans[content.previousPlan].title
  const projects =
    plan.limits.projects === null ? "as many projects as you like" : `up to ${plan.limits.projects} projects`
  const seats = plan.limits.seats === null ? "as many people as you like" : `up to ${plan.limits.seats} people`
  return {
    subject: `${organization} is now on ${plan.title}`,
    preview: `The plan changed from ${previous} to ${plan.title}.`,
    heading: `${organization} is now on ${plan.title}`,
    paragraphs: [
      greeting(name),
      `The plan of ${organization} changed from ${previous} to ${plan.title}. It has room for ${projects} and ${seats}.`,
      "You find your subscription under Billing.",
    ],
    action: { label: "Open billing", path: "/billing" },
  }
}

export const textsFor = (content: Content): Texts => {
  const organization = called(content.organizationName)
  return content.kind === "welcome" ? welcome(content.name, organization) : planChanged(content, organization)
}

export const footerFor = (content: Content): string => footer(called(content.organizationName))
