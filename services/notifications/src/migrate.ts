import { migrate, runMigrations } from "@tango/service/Migrate"
import { migrations } from "./persistence/Migrations.ts"

/** Brings the database forward: by itself as a program, or by who imports it. */
export const run = migrate(migrations)

if (import.meta.main) runMigrations(run)
