import { MinusIcon, PlusIcon } from "lucide-react"
import { Field } from "@/components/Field.tsx"
import { Button } from "@/components/ui/button.tsx"
import { Input } from "@/components/ui/input.tsx"
import { texts } from "@/texts.ts"

const most = 1000
const within = (seats: number) => Math.min(most, Math.max(1, Math.trunc(seats)))

export function SeatsStepper({
  seats,
  hint,
  onChange,
}: {
  seats: number
  hint: string
  onChange: (seats: number) => void
}) {
  return (
    <Field label={texts.billing.seats} hint={hint}>
      {(control) => (
        <div className="flex gap-1.5">
          <Button
            type="button"
            variant="outline"
            size="icon"
            aria-label={texts.billing.fewerSeats}
            disabled={seats <= 1}
            onClick={() => onChange(within(seats - 1))}
          >
            <MinusIcon aria-hidden />
          </Button>
          <Input
            {...control}
            type="number"
            inputMode="numeric"
            min={1}
            max={most}
            step={1}
            className="w-20 [appearance:textfield] text-center tabular-nums [&::-webkit-inner-spin-button]:appearance-none"
            value={seats}
            onChange={(event) => onChange(within(event.target.valueAsNumber || 1))}
          />
          <Button
            type="button"
            variant="outline"
            size="icon"
            aria-label={texts.billing.moreSeats}
            disabled={seats >= most}
            onClick={() => onChange(within(seats + 1))}
          >
            <PlusIcon aria-hidden />
          </Button>
        </div>
      )}
    </Field>
  )
}
