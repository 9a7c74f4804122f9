import { defineConfig } from "vitest/config"

/** Browser journeys against a running stack, whose `endpoints.json` is in the folder that TANGO_DATA_DIR names. */
export default defineConfig({
  test: {
    include: ["{libs,services,web}/**/test/**/*.journey.test.ts"],
    exclude: ["**/node_modules/**"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: "forks",
    maxWorkers: 1,
  },
})
