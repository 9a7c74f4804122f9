import { pbkdf2Sync, randomBytes, scryptSync, timingSafeEqual } from "node:crypto"
import type { B2BPasswordsMigrateRequest } from "stytch"
import { StytchFailure } from "./Errors.ts"
import { countFailure, forgetFailures, refuseLockedKey } from "./Locks.ts"
import { membershipsOf, setMember } from "./Members.ts"
import { newId } from "./Project.ts"
import type { Password, Project } from "./Project.ts"

type Hashed = Pick<Password, "hash" | "salt" | "parameters">

const derive = (password: string, { salt, parameters }: Pick<Hashed, "salt" | "parameters">): Buffer => {
  const key = Buffer.from(salt, "base64")
  if (parameters.type === "pbkdf_2")
    return pbkdf2Sync(password, key, parameters.iterations, parameters.length, parameters.digest)
  const { N, r, p, length } = parameters
  return scryptSync(password, key, length, { N, r, p, maxmem: 256 * N * r + 1_048_576 })
}

const isPassword = (password: string, stored: Hashed): boolean => {
  const expected = Buffer.from(stored.hash, "base64")
  const actual = derive(password, stored)
  return actual.length === expected.length && timingSafeEqual(actual, expected)
}

const hashPassword = (password: string): Hashed => {
  const salt = randomBytes(16).toString("base64")
  const parameters = { type: "scrypt", N: 4096, r: 8, p: 1, length: 32 } as const
  return { salt, parameters, hash: derive(password, { salt, parameters }).toString("base64") }
}

/** The hash of a migration request: `scrypt` and `pbkdf_2`, hash and salt in base64. Stytch knows more types; this emulator does not. */
export const migratedHash = ({
  hash,
  hash_type,
  scrypt_config,
  pbkdf_2_config,
}: B2BPasswordsMigrateRequest): Hashed => {
  if (hash_type === "scrypt" && scrypt_config) {
    const { salt, n_parameter: N, r_parameter: r, p_parameter: p, key_length: length } = scrypt_config
    return { hash, salt, parameters: { type: "scrypt", N, r, p, length } }
  }
  if (hash_type === "pbkdf_2" && pbkdf_2_config) {
    const { salt, iteration_amount: iterations, key_length: length, algorithm } = pbkdf_2_config
    const digest = algorithm === "sha512" ? "sha512" : "sha256"
    return { hash, salt, parameters: { type: "pbkdf_2", iterations, length, digest } }
  }
  throw new StytchFailure("bad_request", "The emulator takes hash_type scrypt or pbkdf_2, with its configuration.")
}

/** Gives an address a password, and with it all its memberships. */
export const storePassword = (project: Project, email: string, hashed: Hashed): void => {
  const member_password_id = newId("member-password")
  project.passwords.put(email, { ...hashed, member_password_id })
  for (const member of membershipsOf(project, email)) setMember(project, member, { member_password_id })
}

/** Sets the password a person has chosen and which has been found strong enough. */
export const setPassword = (project: Project, email: string, password: string): void =>
  storePassword(project, email, hashPassword(password))

/** Takes an address's password away, and with it that of all its memberships. */
export const deletePassword = (project: Project, email: string): void => {
  project.passwords.delete(email)
  for (const member of membershipsOf(project, email)) setMember(project, member, { member_password_id: "" })
}

/** Whether it is the address's password. Ten wrong ones in a row lock all its memberships; a password to be reset is refused. */
export const checkPassword = (project: Project, email: string, password: string): boolean => {
  refuseLockedKey(project, email)
  const stored = project.passwords.get(email)
  if (stored?.resetRequired) throw new StytchFailure("member_reset_password")
  if (stored && isPassword(password, stored)) {
    forgetFailures(project, email)
    return true
  }
  countFailure(project, email, membershipsOf(project, email))
  return false
}
