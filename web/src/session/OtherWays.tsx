import { useMutation } from "@tanstack/react-query"
import { Building2Icon } from "lucide-react"
import { Link } from "react-router"
import { useLogInOptions } from "@/api/queries.ts"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { PendingButton } from "@/components/PendingButton.tsx"
import { Button } from "@/components/ui/button.tsx"
import { texts } from "@/texts.ts"
import { departForProvider } from "./depart.ts"

/** Google, Microsoft as far as they are offered, and single sign-on. */
export function OtherWays() {
  const options = useLogInOptions()
  const depart = useMutation({ mutationFn: departForProvider })
  // The page goes away in a moment, so the button stays as it is.
  const leaving = depart.isPending || depart.isSuccess ? depart.variables : undefined
  return (
    <div className="grid gap-2">
      {depart.error && <ErrorNotice error={depart.error} />}
      {(options.data?.providers ?? []).map((provider) => (
        <PendingButton
          key={provider}
          variant="outline"
          size="lg"
          pending={leaving === provider}
          onClick={() => depart.mutate(provider)}
        >
          {texts.auth.providers[provider]}
        </PendingButton>
      ))}
      <Button asChild variant="outline" size="lg">
        <Link to="/login/sso">
          <Building2Icon aria-hidden />
          {texts.auth.sso}
        </Link>
      </Button>
    </div>
  )
}
