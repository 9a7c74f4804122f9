import type { GrantView } from "@tango/contracts/Access"
import type { Grantee, Relation } from "@tango/contracts/events/EntitlementsEvents"
import { Building2Icon, ChevronDownIcon, UsersIcon } from "lucide-react"
import { Avatar } from "@/components/Avatar.tsx"
import { Badge } from "@/components/ui/badge.tsx"
import { Button } from "@/components/ui/button.tsx"
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu.tsx"
import { useCurrentSession } from "@/session/CurrentSession.ts"
import { texts } from "@/texts.ts"
import { keyOf, useGranteeName } from "./names.ts"

export type Grant = typeof GrantView.Type
const relations: ReadonlyArray<Relation> = ["owner", "editor", "viewer"]

/** What may be done with one grant; without it the list is for reading. */
export interface GrantActions {
  readonly change: (grantee: Grantee, relation: Relation) => void
  readonly revoke: (grantee: Grantee) => void
  readonly transfer: (grantee: Grantee) => void
}

export function GrantList({ grants, actions }: { grants: ReadonlyArray<Grant>; actions?: GrantActions }) {
  return (
    <ul className="divide-y" aria-label={texts.access.people}>
      {grants.map((grant) => (
        <GrantRow
          key={`${grant.resource.id}/${keyOf(grant.grantee)}`}
          grant={grant}
          {...(actions === undefined || grant.inherited ? {} : { actions })}
        />
      ))}
    </ul>
  )
}

function GrantRow({ grant, actions }: { grant: Grant; actions?: GrantActions }) {
  const me = useCurrentSession().member.memberId
  const { grantee, relation } = grant
  const name = useGranteeName()(grantee)
  const own = grantee.kind === "member" && grantee.memberId === me
  return (
    <li className="flex items-center gap-3 py-2.5">
      {grantee.kind === "member" ? (
        <Avatar id={grantee.memberId} name={name} className="rounded-full" />
      ) : (
        <span aria-hidden className="grid size-9 shrink-0 place-items-center rounded-full bg-accent">
          {grantee.kind === "role" ? <UsersIcon className="size-4" /> : <Building2Icon className="size-4" />}
        </span>
      )}
      <span className="flex min-w-0 flex-1 flex-wrap items-center gap-x-2">
        <span className="max-w-full truncate font-medium">{name}</span>
        {own && <Badge variant="outline">{texts.access.you}</Badge>}
        {!grant.active && <Badge variant="outline">{texts.access.deactivated}</Badge>}
      </span>
      {actions === undefined ? (
        <span className="text-muted-foreground">{texts.access.relations[relation]}</span>
      ) : (
        <GrantMenu grantee={grantee} name={name} own={own} relation={relation} actions={actions} />
      )}
    </li>
  )
}

function GrantMenu({
  grantee,
  name,
  own,
  relation,
  actions,
}: {
  grantee: Grantee
  name: string
  own: boolean
  relation: Relation
  actions: GrantActions
}) {
  const offered = relations.filter((one) => grantee.kind === "member" || one !== "owner")
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="outline" size="sm" aria-label={texts.access.change(name, relation)}>
          {texts.access.relations[relation]}
          <ChevronDownIcon aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        <DropdownMenuRadioGroup
          value={relation}
          onValueChange={(value) => {
            const chosen = offered.find((one) => one === value)
            if (chosen !== undefined) actions.change(grantee, chosen)
          }}
        >
          {offered.map((one) => (
            <DropdownMenuRadioItem key={one} value={one}>
              <span className="grid">
                {texts.access.relations[one]}
                <span className="text-xs text-muted-foreground">{texts.access.relationHints[one]}</span>
              </span>
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
        <DropdownMenuSeparator />
        {grantee.kind === "member" && !own && (
          <DropdownMenuItem onSelect={() => actions.transfer(grantee)}>{texts.access.makeOwner}</DropdownMenuItem>
        )}
        <DropdownMenuItem onSelect={() => actions.revoke(grantee)}>
          {own ? texts.access.leave : texts.access.revoke}
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  )
}
