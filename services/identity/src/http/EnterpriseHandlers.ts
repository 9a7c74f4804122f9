import * as Layer from "effect/Layer"
import { ApiClients } from "../ApiClients.ts"
import { AuditExports } from "../AuditExports.ts"
import { AuditLog } from "../AuditLog.ts"
import { Invitations } from "../Invitations.ts"
import { Logos } from "../Logos.ts"
import { MemberChanges } from "../MemberChanges.ts"
import { Members } from "../Members.ts"
import { Organizations } from "../Organizations.ts"
import { OrganizationSettings } from "../OrganizationSettings.ts"
import { ScimConnections } from "../ScimConnections.ts"
import { SsoConnections } from "../SsoConnections.ts"
import { SsoTests } from "../SsoTests.ts"
import { StytchAddresses } from "../StytchAddresses.ts"
import { Sync } from "../Sync.ts"
import { layerApiClientHandlers } from "./ApiClientHandlers.ts"
import { layerAuditHandlers } from "./AuditHandlers.ts"
import { layerScimHandlers, layerSsoHandlers } from "./ConnectionHandlers.ts"
import { layerMemberHandlers } from "./MemberHandlers.ts"
import { layerOrganizationHandlers, layerSettingsHandlers } from "./OrganizationHandlers.ts"
import { layerPublicLogos } from "./PublicLogos.ts"

/** What admins do: members, the organization's settings, its identity providers and programs, the audit log. */
export const layerEnterpriseHandlers = Layer.mergeAll(
  layerOrganizationHandlers,
  layerSettingsHandlers,
  layerMemberHandlers,
  layerSsoHandlers,
  layerScimHandlers,
  layerApiClientHandlers,
  layerAuditHandlers,
  layerPublicLogos,
).pipe(
  Layer.provide([
    Organizations.layer,
    OrganizationSettings.layer,
    Members.layer,
    Invitations.layer,
    MemberChanges.layer,
    SsoTests.layer,
    ScimConnections.layer,
    ApiClients.layer,
    AuditExports.layer,
    AuditLog.layer,
  ]),
  Layer.provide([Logos.layer, SsoConnections.layer, StytchAddresses.layer, Sync.layer]),
)
