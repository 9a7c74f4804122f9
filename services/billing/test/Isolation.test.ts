import { isolationSuite } from "@tango/testing/IsolationSuite"
import { migrations } from "../src/persistence/Migrations.ts"

isolationSuite("billing", migrations, "subscriptions")
