import { useMembers } from "@/api/queries.ts"
import { Note } from "@/components/Note.tsx"
import { texts } from "@/texts.ts"

/** For those who may not change the plan: whom to ask. */
export function WhoMayChange() {
  const admins = useMembers().data?.filter(({ role, status }) => role === "admin" && status === "active") ?? []
  return (
    <div>
      <Note>{texts.billing.adminNote}</Note>
      {admins.length > 0 && (
        <p className="text-muted-foreground">
          {texts.billing.admins}: {admins.map(({ name, email }) => (name ? `${name} (${email})` : email)).join(", ")}
        </p>
      )}
    </div>
  )
}
