import type { Migrations } from "@tango/service/Migrate"
import { everyChannel } from "./migrations/EveryChannel.ts"
import { notifications } from "./migrations/Notifications.ts"

export const migrations: Migrations = { "0010_notifications": notifications, "0020_every_channel": everyChannel }
