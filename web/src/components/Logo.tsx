import { cn } from "@/lib/utils.ts"
import { texts } from "@/texts.ts"

/** Two partners, one step apart. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden className={cn("size-7", className)}>
      <rect width="32" height="32" rx="8" fill="oklch(0.225 0.009 50)" stroke="white" strokeOpacity=".14" />
      <path d="M7 11.5A4.5 4.5 0 0 1 11.5 7H16v4.5a4.5 4.5 0 0 1-4.5 4.5H7z" fill="oklch(0.66 0.2 37)" />
      <path d="M16 20.5a4.5 4.5 0 0 1 4.5-4.5H25v4.5a4.5 4.5 0 0 1-4.5 4.5H16z" fill="oklch(0.985 0.003 75)" />
    </svg>
  )
}

export function Logo({ className }: { className?: string }) {
  return (
    <span className={cn("inline-flex items-center gap-2.5 text-base font-semibold tracking-tight", className)}>
      <Mark />
      {texts.app.name}
    </span>
  )
}
