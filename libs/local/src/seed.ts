import { randomBytes, scryptSync } from "node:crypto"
import { B2BClient } from "stytch"
import { credentials } from "./Environment.ts"
import { organization, personas, type Persona } from "./Personas.ts"

const names: Readonly<Record<Persona["role"], string>> = {
  admin: "Charles Babbage",
  member: "Mary Somerville",
  viewer: "Luigi Menabrea",
}
/** Stytch's own role for administrators; the others are the project's. */
const roleIds: Readonly<Record<Persona["role"], string>> = { admin: "stytch_admin", member: "member", viewer: "viewer" }

const hashed = (secret: string) => {
  const salt = randomBytes(16).toString("base64")
  const config = { salt, n_parameter: 4096, r_parameter: 8, p_parameter: 1, key_length: 32 }
  const key = scryptSync(secret, Buffer.from(salt, "base64"), config.key_length, {
    N: config.n_parameter,
    r: config.r_parameter,
    p: config.p_parameter,
  })
  return { hash: key.toString("base64"), hash_type: "scrypt", scrypt_config: config }
}

/**
 * Gives an empty Stytch project its first organization, through the official SDK; its webhooks bring it into the services.
 * False when there was one already.
 */
const seed = async (stytchUrl: string): Promise<boolean> => {
  const { projectId, secret } = credentials.stytch
  const client = new B2BClient({ project_id: projectId, secret, env: stytchUrl })
  const known = await client.organizations.search({ limit: 1 })
  if (known.organizations.length > 0) return false
  const created = await client.organizations.create({
    organization_name: organization.name,
    organization_slug: organization.slug,
  })
  const { organization_id } = created.organization
  for (const persona of personas) {
    await client.passwords.migrate({
      organization_id,
      email_address: persona.email,
      name: names[persona.role],
      roles: [roleIds[persona.role]],
      ...hashed(persona.password),
    })
  }
  return true
}

// Run by the launcher as a process of its own: the SDK is large and needed once.
console.log((await seed(process.env["STYTCH_BASE_URL"] ?? "")) ? "seeded" : "known")
