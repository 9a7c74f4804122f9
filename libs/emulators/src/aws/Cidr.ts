import { isIP } from "node:net"
import { AwsError } from "./AwsError.ts"

const bytesOf = (address: string): ReadonlyArray<number> | undefined => {
  const kind = isIP(address)
  if (kind === 4) return address.split(".").map(Number)
  if (kind !== 6 || address.includes(".") || address.includes("%")) return undefined
  const [head = "", tail] = address.split("::")
  const groups = (part: string) => (part === "" ? [] : part.split(":"))
  const missing = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length
  const all = [...groups(head), ...Array.from({ length: missing }, () => "0"), ...groups(tail ?? "")]
  return all.flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 255])
}

const refuse = (reason: string) =>
  new AwsError("InvalidEventPatternException", `Event pattern is not valid. Reason: ${reason}`)

/** Whether an address, of either version, lies in a block such as "10.0.0.0/24". Throws for a block that AWS refuses. */
export const inBlock = (block: string): ((address: string) => boolean) => {
  const parts = block.split("/")
  const [base = "", mask = ""] = parts
  if (parts.length !== 2) throw refuse("Malformed CIDR, one '/' required")
  if (!/^-?\d+$/.test(mask)) throw refuse("Malformed CIDR, mask bits must be an integer")
  const network = bytesOf(base)
  if (network === undefined) throw refuse(`Nonstandard IP address: ${base}`)
  const bits = Number(mask)
  if (bits < 0) throw refuse("Malformed CIDR, mask bits must not be negative")
  if (network.length === 4 && bits > 31) throw refuse("IPv4 mask bits must be < 32")
  if (network.length === 16 && bits > 127) throw refuse("IPv6 mask bits must be < 128")
  return (address) => {
    const bytes = bytesOf(address)
    if (bytes === undefined || bytes.length !== network.length) return false
    return network.every((byte, index) => {
      const significant = Math.min(8, Math.max(0, bits - index * 8))
      const filter = (255 << (8 - significant)) & 255
      return (byte & filter) === ((bytes[index] ?? 0) & filter)
    })
  }
}
