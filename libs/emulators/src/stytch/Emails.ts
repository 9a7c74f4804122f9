import { StytchFailure } from "./Errors.ts"

const common = [
  "gmail.com",
  "googlemail.com",
  "outlook.com",
  "hotmail.com",
  "live.com",
  "yahoo.com",
  "icloud.com",
  "proton.me",
  "aol.com",
]

/** An address in the one form in which it is stored and compared. */
export const parseEmail = (address: string): string => {
  const email = address.trim().toLowerCase()
  if (!/^[^\s@<>,;]+@[^\s@<>,;.]+(\.[^\s@<>,;.]+)+$/.test(email) || email.length > 254)
    throw new StytchFailure("invalid_email")
  return email
}

export const domainOf = (email: string): string => email.slice(email.lastIndexOf("@") + 1)

export const isCommonDomain = (domain: string): boolean => common.includes(domain.toLowerCase())
