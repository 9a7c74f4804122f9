import { defineConfig } from "vitest/config"

const everywhere = "{libs,services,web}/**/test/**"
/** They take from the others what those need, or all of the machine: so they come after them, alone. */
const disturbing = ["Outage", "Survival", "Chaos"].map((name) => `${everywhere}/${name}.journey.test.ts`)

const common = { testTimeout: 180_000, hookTimeout: 60_000, pool: "forks" } as const

/** Journeys against a running stack; its `endpoints.json` is in the folder that TANGO_DATA_DIR names. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...common,
          name: "journeys",
          include: [`${everywhere}/*.journey.test.ts`],
          exclude: ["**/node_modules/**", ...disturbing],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...common,
          name: "disturbing",
          include: disturbing,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
