import { renameSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { ServiceDatabase } from "../Databases.ts"
import { credentials, eventBus, publicUrl } from "../Environment.ts"
import type { Ports } from "../Ports.ts"
import type { Persona } from "../Personas.ts"

export interface EndpointsInput {
  readonly ports: Ports
  readonly databases: Readonly<Record<string, ServiceDatabase>>
  readonly services: ReadonlyArray<{ readonly name: string; readonly pid: number; readonly port: number }>
  readonly personas: ReadonlyArray<Persona>
}

const at = (port: number) => `http://127.0.0.1:${port}`

/** What other programs need to use the running stack; other people's tests rely on its form. */
export const endpoints = ({ ports, databases, services, personas }: EndpointsInput) => ({
  gateway: publicUrl(ports),
  console: `http://localhost:${ports.console}`,
  stytch: { url: at(ports.stytch), projectId: credentials.stytch.projectId, secret: credentials.stytch.secret },
  stripe: {
    url: at(ports.stripe),
    secretKey: credentials.stripe.secretKey,
    webhookSecret: credentials.stripe.webhookSecret,
  },
  resend: { url: at(ports.resend), apiKey: credentials.resend.apiKey },
  aws: {
    url: at(ports.aws),
    region: credentials.aws.region,
    accessKeyId: credentials.aws.accessKeyId,
    secretAccessKey: credentials.aws.secretAccessKey,
    eventBus,
  },
  postgres: {
    host: "127.0.0.1",
    port: ports.postgres,
    databases: Object.fromEntries(
      Object.entries(databases).map(([service, { name, appUrl, ownerUrl, systemUrl }]) => [
        service,
        { name, appUrl, ownerUrl, systemUrl },
      ]),
    ),
  },
  services: Object.fromEntries(services.map(({ name, pid, port }) => [name, { pid, url: at(port) }])),
  personas,
})

const endpointsFile = (dataDir: string) => join(dataDir, "endpoints.json")

/** Replaces the file in one step, so that a reader never sees half of it; only its owner may read the passwords in it. */
export const writeEndpoints = (dataDir: string, input: EndpointsInput): void => {
  const file = endpointsFile(dataDir)
  writeFileSync(`${file}.new`, `${JSON.stringify(endpoints(input), null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

export const removeEndpoints = (dataDir: string): void => rmSync(endpointsFile(dataDir), { force: true })
