import { granteeKey, granteeOf } from "@tango/contracts/Access"
import type { Grantee, Relation } from "@tango/contracts/events/EntitlementsEvents"
import type { ProjectId } from "@tango/contracts/Ids"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { Share2Icon } from "lucide-react"
import { useState } from "react"
import { toast } from "sonner"
import { api } from "@/api/api.ts"
import type { ApiError } from "@/api/ApiError.ts"
import { useProjectGrants } from "@/api/queries.ts"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { QueryState } from "@/components/QueryState.tsx"
import { Button } from "@/components/ui/button.tsx"
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogHeader,
  DialogTitle,
  DialogTrigger,
} from "@/components/ui/dialog.tsx"
import { texts } from "@/texts.ts"
import { type Grant, GrantList } from "./GrantList.tsx"
import { useGranteeName } from "./names.ts"
import { ShareForm } from "./ShareForm.tsx"

type Change =
  | { readonly kind: "share"; readonly grantee: Grantee; readonly relation: Relation }
  | { readonly kind: "revoke"; readonly grantee: Grantee }
  | { readonly kind: "transfer"; readonly grantee: Grantee }

const send = async (projectId: ProjectId, change: Change): Promise<void> => {
  const params = { projectId, grantee: change.grantee }
  if (change.kind === "share") {
    await api((clients) => clients.sharing.share({ params, payload: { relation: change.relation } }))
  } else if (change.kind === "revoke") {
    await api((clients) => clients.sharing.revoke({ params }))
  } else if (change.grantee.kind === "member") {
    const { memberId } = change.grantee
    await api((clients) => clients.sharing.transfer({ params: { projectId }, payload: { memberId } }))
  }
}

/** Gives, changes, takes back and hands over; what was done is said, and what cannot be, with its reason. */
const useSharing = (projectId: ProjectId) => {
  const queryClient = useQueryClient()
  const nameOf = useGranteeName()
  return useMutation({
    mutationFn: (change: Change) => send(projectId, change),
    onSuccess: (_, change) => {
      const said = {
        share: texts.access.given,
        revoke: texts.access.revoked,
        transfer: texts.access.transferred(nameOf(change.grantee)),
      }
      toast.success(said[change.kind])
    },
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: ["project", projectId] }),
        queryClient.invalidateQueries({ queryKey: ["projects"] }),
      ]),
  })
}

export function ShareDialog({ projectId, name }: { projectId: ProjectId; name: string }) {
  const grants = useProjectGrants(projectId)
  const sharing = useSharing(projectId)
  const [open, setOpen] = useState(false)
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        setOpen(next)
        sharing.reset()
      }}
    >
      <DialogTrigger asChild>
        <Button>
          <Share2Icon aria-hidden />
          {texts.access.share}
        </Button>
      </DialogTrigger>
      <DialogContent className="grid-cols-1">
        <DialogHeader>
          <DialogTitle>{texts.access.shareTitle(name)}</DialogTitle>
          <DialogDescription>{texts.access.shareText}</DialogDescription>
        </DialogHeader>
        <QueryState query={grants}>
          {({ items }) => (
            <>
              <ShareForm
                given={items.filter(({ inherited }) => !inherited).map(({ grantee }) => granteeKey(grantee))}
                pending={sharing.isPending}
                onShare={(key, relation) =>
                  sharing.mutateAsync({ kind: "share", grantee: granteeOf(key), relation }).then(
                    () => true,
                    () => false,
                  )
                }
              />
              {sharing.error && <Refusal error={sharing.error} />}
              <Shared items={items} mutate={sharing.mutate} />
            </>
          )}
        </QueryState>
      </DialogContent>
    </Dialog>
  )
}

function Shared({ items, mutate }: { items: ReadonlyArray<Grant>; mutate: (change: Change) => void }) {
  return (
    <div className="grid grid-cols-1 gap-1">
      <h3 className="text-xs font-medium text-muted-foreground">{texts.access.people}</h3>
      <GrantList
        grants={items}
        actions={{
          change: (grantee, relation) => mutate({ kind: "share", grantee, relation }),
          revoke: (grantee) => mutate({ kind: "revoke", grantee }),
          transfer: (grantee) => mutate({ kind: "transfer", grantee }),
        }}
      />
      <p className="text-xs text-muted-foreground">{texts.access.admins}</p>
    </div>
  )
}

function Refusal({ error }: { error: ApiError }) {
  const problem = error.problem
  return (
    <div className="grid gap-2">
      <ErrorNotice error={error} />
      {problem?._tag === "GranteeNotAllowed" && <p>{texts.access.notAllowed[problem.reason]}</p>}
    </div>
  )
}
