import { subscriptions } from "@tango/contracts/subscriptions/Entitlements"
import { isolationSuite } from "@tango/testing/IsolationSuite"
import { subscriptionSuite } from "@tango/testing/SubscriptionSuite"
import { migrations } from "../src/persistence/Migrations.ts"
import { reactions } from "../src/reactions/Reactions.ts"

isolationSuite("entitlements", migrations, "organization_plans")
subscriptionSuite("entitlements", subscriptions, reactions)
