import { isolationSuite } from "@tango/testing/IsolationSuite"
import { migrations } from "../src/persistence/Migrations.ts"

isolationSuite("entitlements", migrations, "organization_plans")
