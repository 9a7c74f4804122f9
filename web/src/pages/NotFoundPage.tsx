import { Link } from "react-router"
import { Logo } from "@/components/Logo.tsx"
import { Button } from "@/components/ui/button.tsx"
import { texts } from "@/texts.ts"

export function Component() {
  return (
    <main className="grid min-h-dvh grid-rows-[auto_1fr] p-6">
      <title>{texts.app.title("404")}</title>
      <Link
        to="/"
        className="justify-self-start rounded-md outline-none focus-visible:ring-[3px] focus-visible:ring-ring/50"
      >
        <Logo />
      </Link>
      <div className="grid place-content-center justify-items-center gap-3 pb-24 text-center">
        <p aria-hidden className="font-mono text-6xl font-medium tracking-tighter text-brand">
          404
        </p>
        <h1 tabIndex={-1} className="text-xl font-semibold outline-none">
          {texts.errors.notFoundTitle}
        </h1>
        <p className="text-muted-foreground">{texts.errors.notFoundHint}</p>
        <Button asChild className="mt-2">
          <Link to="/">{texts.errors.home}</Link>
        </Button>
      </div>
    </main>
  )
}
