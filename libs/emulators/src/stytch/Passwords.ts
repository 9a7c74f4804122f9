import { pbkdf2Sync, randomBytes, scryptSync, timingSafeEqual } from "node:crypto"
import type { B2BPasswordsMigrateRequest, B2BPasswordsStrengthCheckResponse } from "stytch"
import { StytchFailure } from "./Errors.ts"
import type { Reply } from "./Http.ts"
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

export const isPassword = (password: string, stored: Hashed): boolean => {
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

const breached = [
  "password",
  "password1",
  "password123",
  "12345678",
  "123456789",
  "1234567890",
  "qwertyuiop",
  "letmein1",
  "iloveyou",
]

/** A rough stand-in for zxcvbn: 0 to 4 by length, kinds of characters and how few of them repeat. */
const score = (password: string): number => {
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((kind) => kind.test(password)).length
  const different = new Set(password).size
  const points = Math.min(password.length, different * 2) + kinds * 2
  return points < 8 ? 0 : points < 11 ? 1 : points < 14 ? 2 : points < 20 ? 3 : 4
}

/** Whether a password would be accepted, as the project's default policy (score 3 and not known to be breached) has it. */
export const strengthOf = (password: string): Reply<B2BPasswordsStrengthCheckResponse> => {
  const breached_password = breached.includes(password.toLowerCase())
  const points = breached_password ? 0 : score(password)
  const valid_password = points >= 3
  return {
    valid_password,
    score: points,
    breached_password,
    strength_policy: "zxcvbn",
    breach_detection_on_create: true,
    zxcvbn_feedback: {
      warning: breached_password
        ? "This is a commonly used password."
        : valid_password
          ? ""
          : "This password is easy to guess.",
      suggestions: valid_password ? [] : ["Add another word or two. Uncommon words are better."],
    },
  }
}

/** Sets the password a person has chosen; refuses weak and breached ones. */
export const choosePassword = (project: Project, email: string, password: string): void => {
  const { breached_password, valid_password } = strengthOf(password)
  if (breached_password) throw new StytchFailure("breached_password")
  if (!valid_password) throw new StytchFailure("weak_password")
  storePassword(project, email, hashPassword(password))
}
