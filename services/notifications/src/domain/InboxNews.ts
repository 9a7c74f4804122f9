import { InboxChange } from "@tango/contracts/api/NotificationsApi"
import { MemberId, OrganizationId } from "@tango/contracts/Ids"
import * as Schema from "effect/Schema"

/** What the processes tell each other over PostgreSQL's NOTIFY: a change of one member's inbox, whole, so that nobody asks. */
const InboxNews = Schema.Struct({
  organizationId: OrganizationId,
  memberId: MemberId,
  position: Schema.String,
  change: InboxChange,
})
const Wire = Schema.fromJsonString(InboxNews)
export const encodeNews = Schema.encodeSync(Wire)
export const decodeNews = Schema.decodeUnknownOption(Wire)

const encodeChange = Schema.encodeSync(Schema.fromJsonString(InboxChange))

/** A server-sent event; JSON has no line breaks, so that one `data:` line holds it. */
export const changeFrame = (position: string, change: typeof InboxChange.Type): string =>
  `id: ${position}\nevent: change\ndata: ${encodeChange(change)}\n\n`

export const helloFrame = (position: string, unread: number): string =>
  `retry: 2000\nid: ${position}\nevent: hello\ndata: ${JSON.stringify({ unread })}\n\n`

export const goodbyeFrame = "event: bye\ndata: {}\n\n"

/** A comment: it keeps balancers from taking a quiet connection for a dead one. */
export const heartbeatFrame = ": still here\n\n"
