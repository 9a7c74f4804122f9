import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["{libs,services,web,infra}/**/test/**/*.test.{ts,tsx}"],
    exclude: ["**/node_modules/**", "**/*.journey.test.ts"],
    globalSetup: ["libs/testing/src/globalSetup.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: "forks",
    maxWorkers: 2,
  },
})
