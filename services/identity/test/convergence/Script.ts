import * as fc from "fast-check"

const who = fc.constantFrom(0, 1, 2)

/** One thing that somebody does at Stytch, to one of three members or to the organization. */
export const Step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant("create" as const), who }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("rename" as const), who, name: fc.constantFrom("Ada", "Grace") }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("role" as const),
      who,
      role: fc.constantFrom("stytch_admin", "member", "viewer"),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("delete" as const), who }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("reactivate" as const), who }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("renameOrganization" as const), name: fc.constantFrom("A", "B") }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("wait" as const) }) },
)
export type Step = typeof Step extends fc.Arbitrary<infer A> ? A : never

/**
 * What happens, and how it is heard of: `order` sorts the events by chance, `twice` doubles and `lost` loses some, `early` has
 * them come while things go on happening, `waits` lets a second pass before a step, and `answers` are old answers to log-ins that are written late.
 */
export const Script = fc.record({
  steps: fc.array(Step, { minLength: 2, maxLength: 10 }),
  deleteOrganization: fc.boolean(),
  order: fc.array(fc.nat(1000), { minLength: 40, maxLength: 40 }),
  twice: fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
  lost: fc.array(fc.nat(3), { minLength: 40, maxLength: 40 }),
  early: fc.array(fc.nat(3), { minLength: 40, maxLength: 40 }),
  waits: fc.array(fc.boolean(), { minLength: 10, maxLength: 10 }),
  lossy: fc.boolean(),
})
export type Script = typeof Script extends fc.Arbitrary<infer A> ? A : never
