import type { ReactNode } from "react"
import { Link } from "react-router"
import { Logo } from "@/components/Logo.tsx"
import { texts } from "@/texts.ts"
import { StepDiagram } from "./StepDiagram.tsx"
import { ThemeMenu } from "./ThemeMenu.tsx"

/** The frame of everything before the shell: the form on one side, the step diagram on the other. */
export function AuthLayout({ title, text, children }: { title: string; text?: ReactNode; children: ReactNode }) {
  return (
    <div className="grid min-h-dvh lg:grid-cols-[minmax(28rem,5fr)_6fr]">
      <title>{texts.app.title(title)}</title>
      <div className="grid grid-rows-[auto_1fr] p-5 sm:p-8">
        <header className="flex items-center justify-between">
          <Link to="/" className="rounded-md outline-none focus-visible:ring-[3px] focus-visible:ring-ring/50">
            <Logo />
          </Link>
          <ThemeMenu />
        </header>
        <main className="mx-auto grid w-full max-w-sm content-center gap-6 py-10 lg:pb-28">
          <div className="grid gap-1.5">
            <h1 tabIndex={-1} className="text-2xl leading-tight font-semibold outline-none">
              {title}
            </h1>
            {text && <div className="text-pretty text-muted-foreground">{text}</div>}
          </div>
          {children}
        </main>
      </div>
      <aside className="relative m-3 ml-0 hidden overflow-hidden rounded-2xl bg-panel text-white lg:block">
        <StepDiagram />
        <div className="absolute inset-x-0 bottom-0 grid gap-2 p-10">
          <p className="text-3xl font-semibold tracking-tight">{texts.auth.panelTitle}</p>
          <p className="max-w-sm text-white/70">{texts.auth.panelText}</p>
        </div>
      </aside>
    </div>
  )
}
