import type { Member as MemberSchema } from "@tango/contracts/api/IdentityApi"
import { Avatar } from "@/components/Avatar.tsx"
import { Badge, type BadgeVariant } from "@/components/ui/badge.tsx"
import { Card } from "@/components/ui/card.tsx"
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table.tsx"
import { formatDate } from "@/lib/format.ts"
import { useCurrentSession } from "@/session/CurrentSession.ts"
import { texts } from "@/texts.ts"
import { MemberActions } from "./MemberActions.tsx"

export type Member = typeof MemberSchema.Type

const variants: Record<Member["status"], BadgeVariant> = {
  active: "success",
  invited: "warning",
  pending: "warning",
  deactivated: "outline",
}

export function MemberTable({ members, mayWrite }: { members: ReadonlyArray<Member>; mayWrite: boolean }) {
  const me = useCurrentSession().member.memberId
  return (
    <Card className="overflow-hidden">
      <Table>
        <TableHeader>
          <TableRow>
            <TableHead>{texts.members.person}</TableHead>
            <TableHead>{texts.members.role}</TableHead>
            <TableHead className="hidden sm:table-cell">{texts.members.status}</TableHead>
            <TableHead className="hidden lg:table-cell">{texts.members.since}</TableHead>
            {mayWrite && (
              <TableHead>
                <span className="sr-only">{texts.members.actionsHead}</span>
              </TableHead>
            )}
          </TableRow>
        </TableHeader>
        <TableBody>
          {members.map((member) => (
            <TableRow key={member.memberId}>
              <TableCell className="w-full max-w-0">
                <div className="flex items-center gap-3">
                  <Avatar id={member.memberId} name={member.name || member.email} className="rounded-full" />
                  <div className="grid min-w-0">
                    <span className="flex min-w-0 items-center gap-2">
                      <span className="truncate font-medium">{member.name || member.email}</span>
                      {member.memberId === me && <Badge variant="outline">{texts.members.you}</Badge>}
                    </span>
                    {member.name && <span className="truncate text-muted-foreground">{member.email}</span>}
                  </div>
                </div>
              </TableCell>
              <TableCell>
                <div className="grid gap-1">
                  {texts.roles[member.role]}
                  {member.status !== "active" && (
                    <Badge variant={variants[member.status]} className="sm:hidden">
                      {texts.members.statuses[member.status]}
                    </Badge>
                  )}
                </div>
              </TableCell>
              <TableCell className="hidden sm:table-cell">
                <Badge variant={variants[member.status]}>{texts.members.statuses[member.status]}</Badge>
              </TableCell>
              <TableCell className="hidden whitespace-nowrap text-muted-foreground tabular-nums lg:table-cell">
                {formatDate(member.createdAt)}
              </TableCell>
              {mayWrite && (
                <TableCell className="py-1 pl-0 text-right">
                  <MemberActions member={member} />
                </TableCell>
              )}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  )
}
