/** Somebody to log in as. */
export interface Persona {
  readonly email: string
  readonly password: string
  readonly organization: string
  readonly role: "admin" | "member" | "viewer"
}

export const organization = { name: "Difference Engine Co", slug: "difference-engine" }
const password = "analytical-engine-1843"

export const personas: ReadonlyArray<Persona> = [
  { email: "charles@difference-engine.example", password, organization: organization.name, role: "admin" },
  { email: "mary@difference-engine.example", password, organization: organization.name, role: "member" },
  { email: "luigi@difference-engine.example", password, organization: organization.name, role: "viewer" },
]
