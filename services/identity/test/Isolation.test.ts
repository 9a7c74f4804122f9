import { subscriptions } from "@tango/contracts/subscriptions/Identity"
import { isolationSuite } from "@tango/testing/IsolationSuite"
import { subscriptionSuite } from "@tango/testing/SubscriptionSuite"
import { migrations } from "../src/persistence/Migrations.ts"
import { reactions } from "../src/reactions/Reactions.ts"

isolationSuite("identity", migrations, "members")
subscriptionSuite("identity", subscriptions, reactions)
