import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["{libs,services,web,infra}/**/test/**/*.test.{ts,tsx}"],
    exclude: ["**/node_modules/**", "**/*.journey.test.ts"],
    globalSetup: ["libs/testing/src/globalSetup.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: "forks",
    // Importing the libraries anew for each file is a third of the whole run. Each file has its own database, and takes back what it
    // has replaced in the process: spies, clocks.
    isolate: false,
    maxWorkers: 2,
  },
})
