import { cn } from "@/lib/utils.ts"

const tones = [
  "bg-[oklch(0.93_0.04_40)] text-[oklch(0.42_0.12_35)] dark:bg-[oklch(0.32_0.06_38)] dark:text-[oklch(0.85_0.09_45)]",
  "bg-[oklch(0.93_0.035_160)] text-[oklch(0.38_0.08_165)] dark:bg-[oklch(0.3_0.045_165)] dark:text-[oklch(0.85_0.08_160)]",
  "bg-[oklch(0.93_0.035_250)] text-[oklch(0.4_0.1_255)] dark:bg-[oklch(0.3_0.05_255)] dark:text-[oklch(0.85_0.07_250)]",
  "bg-[oklch(0.94_0.05_95)] text-[oklch(0.42_0.08_80)] dark:bg-[oklch(0.31_0.05_80)] dark:text-[oklch(0.87_0.09_90)]",
  "bg-[oklch(0.93_0.035_320)] text-[oklch(0.42_0.11_325)] dark:bg-[oklch(0.31_0.055_325)] dark:text-[oklch(0.85_0.08_320)]",
]

const initials = (name: string) => {
  const words = name.split(/[\s@._-]+/u).filter((word) => word !== "")
  return words
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join("")
}

/** Decoration next to a name: initials in a tone that stays the same for the same id. */
export function Avatar({ id, name, className }: { id: string; name: string; className?: string }) {
  const tone = tones[Array.from(id).reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % tones.length]
  return (
    <span
      aria-hidden
      // Drawn by the style sheet, so that the initials are no text that a control's name would have to repeat.
      data-initials={initials(name)}
      className={cn(
        "before:content-[attr(data-initials)] grid size-9 shrink-0 place-items-center rounded-lg text-xs font-semibold tracking-wide",
        tone,
        className,
      )}
    />
  )
}
