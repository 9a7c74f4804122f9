import { isolationSuite } from "@tango/testing/IsolationSuite"
import { migrations } from "../src/persistence/Migrations.ts"

isolationSuite("projects", migrations, "projects")
