import { defineConfig } from "vitest/config"
import { BaseSequencer, type TestSpecification } from "vitest/node"

/** Journeys that kill what the others need come after them. */
class DisturbersLast extends BaseSequencer {
  override async sort(files: Array<TestSpecification>): Promise<Array<TestSpecification>> {
    const sorted = await super.sort(files)
    const disturbs = ({ moduleId }: TestSpecification) => moduleId.endsWith("/Survival.journey.test.ts")
    return [...sorted.filter((file) => !disturbs(file)), ...sorted.filter(disturbs)]
  }
}

/** Journeys against a running stack, one file at a time; its `endpoints.json` is in the folder that TANGO_DATA_DIR names. */
export default defineConfig({
  test: {
    include: ["{libs,services,web}/**/test/**/*.journey.test.ts"],
    exclude: ["**/node_modules/**"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: "forks",
    fileParallelism: false,
    sequence: { sequencer: DisturbersLast },
  },
})
