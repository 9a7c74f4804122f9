import type { B2BPasswordsStrengthCheckResponse } from "stytch"
import { StytchFailure } from "./Errors.ts"
import type { Reply } from "./Http.ts"

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

/** A password with this end counts as breached, so that a strong one can be refused in a test. */
export const breachedSuffix = "-breached"

const isBreached = (password: string): boolean =>
  breached.includes(password.toLowerCase()) || password.endsWith(breachedSuffix)

const load = async () => {
  const [{ ZxcvbnFactory }, common, english] = await Promise.all([
    import("@zxcvbn-ts/core"),
    import("@zxcvbn-ts/language-common"),
    import("@zxcvbn-ts/language-en"),
  ])
  const dictionary = { ...common.dictionary, ...english.dictionary }
  return new ZxcvbnFactory({ dictionary, graphs: common.adjacencyGraphs, translations: english.translations })
}

// zxcvbn takes a second for a few hundred characters; so many say all there is to say.
const judgedLength = 72

// The word lists take half a second to load, which a start of the emulator need not wait for.
let loading: ReturnType<typeof load> | undefined

const zxcvbn = async (password: string, email: string) =>
  (await (loading ??= load())).check(
    password.slice(0, judgedLength),
    email.split(/[@.+_-]/).filter(({ length }) => length > 2),
  )

/** Whether a password would be accepted: zxcvbn's score is 3 or more, and it is not known to be breached. */
export const strengthOf = async (password: string, email = ""): Promise<Reply<B2BPasswordsStrengthCheckResponse>> => {
  const breached_password = isBreached(password)
  const { score, feedback } = await zxcvbn(password, email)
  return {
    valid_password: score >= 3 && !breached_password,
    score: breached_password ? 0 : score,
    breached_password,
    strength_policy: "zxcvbn",
    breach_detection_on_create: true,
    zxcvbn_feedback: { warning: feedback.warning ?? "", suggestions: [...feedback.suggestions] },
  }
}

/** Refuses weak and breached passwords. */
export const requireStrength = async (password: string, email: string): Promise<void> => {
  const { breached_password, valid_password } = await strengthOf(password, email)
  if (breached_password) throw new StytchFailure("breached_password")
  if (!valid_password) throw new StytchFailure("weak_password")
}
