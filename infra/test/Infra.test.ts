import { afterAll } from "vitest"
import { removeTemplates } from "./support/Synthesized.ts"
import "./suites/Edge.ts"
import "./suites/Environments.ts"
import "./suites/Network.ts"
import "./suites/Production.ts"
import "./suites/Programs.ts"
import "./suites/Providers.ts"
import "./suites/Services.ts"

// One file, so that the CDK is loaded once and each environment is synthesized once, however many look at it.
afterAll(removeTemplates)
