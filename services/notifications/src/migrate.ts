import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { migrate } from "@tango/service/Migrate"
import { migrations } from "./persistence/Migrations.ts"

/** Brings the database forward: by itself as a program, or by who imports it. */
export const run = migrate(migrations)

if (import.meta.main) NodeRuntime.runMain(run)
