import { channels, kinds, type Preference, type PreferenceChange } from "@tango/contracts/api/NotificationsApi"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { toastError } from "@/components/toastError.tsx"
import { Card } from "@/components/ui/card.tsx"
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table.tsx"
import { texts } from "@/texts.ts"

interface List {
  readonly preferences: ReadonlyArray<typeof Preference.Type>
}

/** Every kind of notification with a box for each channel; a change is kept at once. */
export function PreferenceTable({
  label,
  preferences,
  queryKey,
  change,
}: {
  label: string
  preferences: List["preferences"]
  queryKey: ReadonlyArray<string>
  change: (changes: ReadonlyArray<typeof PreferenceChange.Type>) => Promise<List>
}) {
  const queryClient = useQueryClient()
  const save = useMutation({
    mutationFn: (one: typeof PreferenceChange.Type) => change([one]),
    // What is ticked stays so while it is on its way; the answer is what counts.
    onMutate: (one) =>
      queryClient.setQueryData(queryKey, (list: List | undefined) =>
        list === undefined
          ? undefined
          : {
              ...list,
              preferences: list.preferences.map((each) =>
                each.kind === one.kind && each.channel === one.channel
                  ? { ...each, enabled: one.enabled ?? each.otherwise }
                  : each,
              ),
            },
      ),
    onSuccess: (answer) =>
      queryClient.setQueryData(queryKey, (list: List | undefined) => ({ ...list, preferences: answer.preferences })),
    onError: (error) => {
      toastError(error)
      void queryClient.invalidateQueries({ queryKey })
    },
  })
  return (
    <Card className="overflow-hidden">
      <Table aria-label={label}>
        <TableHeader>
          <TableRow>
            <TableHead>{texts.preferences.kind}</TableHead>
            {channels.map((channel) => (
              <TableHead key={channel} className="w-16 px-1 text-center sm:w-24">
                {texts.preferences.channels[channel]}
              </TableHead>
            ))}
          </TableRow>
        </TableHeader>
        <TableBody>
          {kinds.map((kind) => (
            <TableRow key={kind}>
              <TableCell className="whitespace-normal">
                <span className="font-medium">{texts.preferences.kinds[kind]}</span>
                {preferences.some((each) => each.kind === kind && each.locked) && (
                  <span className="block text-xs text-muted-foreground">{texts.preferences.locked}</span>
                )}
              </TableCell>
              {preferences
                .filter((each) => each.kind === kind)
                .map(({ channel, enabled, locked }) => (
                  <TableCell key={channel} className="px-1 text-center">
                    <input
                      type="checkbox"
                      className="size-5 accent-brand outline-none focus-visible:ring-[3px] focus-visible:ring-ring/50 disabled:opacity-50"
                      aria-label={`${texts.preferences.kinds[kind]}: ${texts.preferences.channels[channel]}`}
                      checked={enabled}
                      disabled={locked}
                      title={locked ? texts.preferences.locked : undefined}
                      onChange={(event) => save.mutate({ kind, channel, enabled: event.target.checked })}
                    />
                  </TableCell>
                ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  )
}
