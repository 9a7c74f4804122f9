import type { UseMutationResult } from "@tanstack/react-query"
import { type ReactNode, useState } from "react"
import type { ApiError } from "@/api/ApiError.ts"
import { Field } from "@/components/Field.tsx"
import { PendingButton } from "@/components/PendingButton.tsx"
import { Button } from "@/components/ui/button.tsx"
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
  DialogTrigger,
} from "@/components/ui/dialog.tsx"
import { Input } from "@/components/ui/input.tsx"
import { texts } from "@/texts.ts"
import { Refusal } from "./SettingForm.tsx"

/** A button whose dialog asks for a name and perhaps more, and makes something of it. */
export function NameDialog<Output>({
  button,
  text,
  label,
  submit,
  change,
  onMade,
  children,
  variant = "default",
}: {
  button: string
  text: string
  label: string
  submit: string
  change: UseMutationResult<Output, ApiError, string>
  onMade?: (output: Output) => void
  children?: ReactNode
  variant?: "default" | "outline"
}) {
  const [open, setOpen] = useState(false)
  const [name, setName] = useState("")
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button variant={variant}>{button}</Button>
      </DialogTrigger>
      <DialogContent>
        <form
          className="grid gap-5"
          onSubmit={(event) => {
            event.preventDefault()
            if (change.isPending) return
            change.mutate(name.trim(), {
              onSuccess: (output) => {
                setOpen(false)
                setName("")
                onMade?.(output)
              },
            })
          }}
        >
          <DialogHeader>
            <DialogTitle>{button}</DialogTitle>
            <DialogDescription>{text}</DialogDescription>
          </DialogHeader>
          <Field label={label}>
            {(control) => (
              <Input
                {...control}
                required
                maxLength={100}
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
          {children}
          <Refusal error={change.error} />
          <DialogFooter>
            <DialogClose asChild>
              <Button type="button" variant="outline">
                {texts.app.cancel}
              </Button>
            </DialogClose>
            <PendingButton type="submit" pending={change.isPending}>
              {submit}
            </PendingButton>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  )
}
