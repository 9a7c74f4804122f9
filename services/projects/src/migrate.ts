import { NodeRuntime } from "@effect/platform-node"
import { migrate } from "@tango/service/Migrate"
import { migrations } from "./persistence/Migrations.ts"

NodeRuntime.runMain(migrate(migrations))
