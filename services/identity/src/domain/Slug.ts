/** A name as a slug, and one with a random suffix that nobody else has: Stytch takes 2 to 128 of `[A-Za-z0-9._~-]`. */
export const slugCandidates = (name: string, suffix: string): readonly [wanted: string, unique: string] => {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60)
  const unique = plain === "" ? `team-${suffix}` : `${plain}-${suffix}`
  return [plain.length >= 2 ? plain : unique, unique]
}
