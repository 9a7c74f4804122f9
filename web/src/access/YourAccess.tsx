import type { Access } from "@tango/contracts/Access"
import type { Relation } from "@tango/contracts/events/EntitlementsEvents"
import { useCurrentSession } from "@/session/CurrentSession.ts"
import { texts } from "@/texts.ts"

/** Sentences that say why somebody is what they are. */
const useReasons = () => {
  const { organization } = useCurrentSession()
  return ({ because, readOnlyRole }: Access): ReadonlyArray<string> => {
    if (because.kind === "administrator") return [texts.access.because.administrator]
    if (because.kind !== "grant") return []
    const { grantee, inherited } = because
    const from = {
      member: () => texts.access.because.member,
      role: () => (grantee.kind === "role" ? texts.access.because.role(grantee.role) : ""),
      organization: () => texts.access.because.organization(organization.name),
    }
    return [
      from[grantee.kind](),
      ...(inherited ? [texts.access.because.inherited] : []),
      ...(readOnlyRole ? [texts.access.because.readOnly] : []),
    ]
  }
}

/** In place of a button that would be refused: a question that opens to its answer. */
export function WhyNot({
  question,
  access,
  needs,
  owners,
}: {
  question: string
  access: Access
  needs: Relation
  owners: string
}) {
  const reasons = useReasons()
  return (
    <details className="group">
      <summary className="w-fit cursor-pointer rounded-sm font-medium underline decoration-muted-foreground/50 underline-offset-4 outline-none hover:decoration-foreground focus-visible:ring-[3px] focus-visible:ring-ring/50">
        {question}
      </summary>
      <div className="mt-2 grid gap-1 text-muted-foreground">
        {access.relation && <p>{`${texts.access.yours(access.relation)}. ${reasons(access).join(" ")}`}</p>}
        <p>
          {access.readOnlyRole ? "" : texts.access.needs(needs)} {owners !== "" && texts.access.ask(owners)}
        </p>
      </div>
    </details>
  )
}

/** What the reader is to the project, and why. */
export function YourAccess({ access }: { access: Access }) {
  const reasons = useReasons()
  if (access.relation === null) return null
  return (
    <p>
      <span className="font-medium">{texts.access.yours(access.relation)}.</span>{" "}
      <span className="text-muted-foreground">{reasons(access).join(" ")}</span>
    </p>
  )
}
