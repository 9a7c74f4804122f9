import { ToggleGroup, ToggleGroupItem } from "@/components/ui/toggle-group.tsx"
import { texts } from "@/texts.ts"
import { type Interval, savingPercent } from "./order.ts"

export function IntervalToggle({ value, onChange }: { value: Interval; onChange: (interval: Interval) => void }) {
  return (
    <ToggleGroup
      type="single"
      value={value}
      aria-label={texts.billing.interval}
      onValueChange={(next) => {
        if (next === "month" || next === "year") onChange(next)
      }}
    >
      <ToggleGroupItem value="month">{texts.billing.monthly}</ToggleGroupItem>
      <ToggleGroupItem value="year">
        {texts.billing.annual}
        <span className="text-xs font-medium text-success">{texts.billing.save(savingPercent())}</span>
      </ToggleGroupItem>
    </ToggleGroup>
  )
}
