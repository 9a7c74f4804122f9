import { cn } from "@/lib/utils.ts"
import { texts } from "@/texts.ts"

/** Two partners, one step apart. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden className={cn("size-7", className)}>
      <rect width="32" height="32" rx="8" fill="oklch(0.225 0.009 50)" />
      <path d="M8 8h11a5 5 0 0 1 0 10H8z" fill="oklch(0.66 0.2 37)" />
      <path d="M13 14h11v10H13a5 5 0 0 1 0-10z" fill="oklch(0.985 0.003 75)" fillOpacity=".93" />
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
