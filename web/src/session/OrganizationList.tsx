import { Avatar } from "@/components/Avatar.tsx"
import { PendingButton } from "@/components/PendingButton.tsx"
import { Badge } from "@/components/ui/badge.tsx"
import { Card } from "@/components/ui/card.tsx"
import { texts } from "@/texts.ts"
import type { Choice } from "./logIn.ts"

type Organizations = Choice["organizations"]
type Id = Organizations[number]["organizationId"]

export function OrganizationList({
  organizations,
  entering,
  onEnter,
}: {
  organizations: Organizations
  entering: Id | undefined
  onEnter: (organizationId: Id) => void
}) {
  return (
    <Card className="overflow-hidden">
      <ul aria-label={texts.organizations.yours} className="divide-y">
        {organizations.map(({ organizationId, name, membership }) => (
          <li key={organizationId} className="flex items-center gap-3 p-3">
            <Avatar id={organizationId} name={name} />
            <div className="grid min-w-0 flex-1 gap-0.5">
              <span className="truncate font-medium">{name}</span>
              <Badge variant={membership === "active" ? "outline" : "brand"}>
                {texts.organizations.membership[membership]}
              </Badge>
            </div>
            <PendingButton
              size="sm"
              variant={membership === "active" ? "outline" : "default"}
              pending={entering === organizationId}
              disabled={entering !== undefined && entering !== organizationId}
              aria-label={`${membership === "active" ? texts.organizations.enter : texts.organizations.join} ${name}`}
              onClick={() => onEnter(organizationId)}
            >
              {membership === "active" ? texts.organizations.enter : texts.organizations.join}
            </PendingButton>
          </li>
        ))}
      </ul>
    </Card>
  )
}
