import { Password } from "@/account/Password.tsx"
import { Profile } from "@/account/Profile.tsx"
import { SecondStep } from "@/account/SecondStep.tsx"
import { Sessions } from "@/account/Sessions.tsx"
import { SignIns } from "@/account/SignIns.tsx"
import { useAccount } from "@/api/queries.ts"
import { PageHeader } from "@/components/PageHeader.tsx"
import { QueryState } from "@/components/QueryState.tsx"
import { texts } from "@/texts.ts"

export function Component() {
  const account = useAccount()
  return (
    <>
      <PageHeader title={texts.account.title} text={texts.account.text} />
      <div className="grid gap-5">
        <QueryState query={account}>
          {(own) => (
            <>
              <Profile account={own} />
              <Password account={own} />
              <SecondStep account={own} />
            </>
          )}
        </QueryState>
        <Sessions />
        <SignIns />
      </div>
    </>
  )
}
