// `--profile real`: each key from .env that is missing, still the emulator's, or a live one, in a line with the fix.
const fake = /local|00000000-0000-4000-8000/u
const wanted = {
  STYTCH_PROJECT_ID: [/^project-test-/u, "Stytch dashboard, API keys of the test project"],
  STYTCH_SECRET: [/^secret-test-/u, "Stytch dashboard, API keys of the test project"],
  STRIPE_SECRET_KEY: [/^sk_test_|^rk_test_/u, "Stripe dashboard, developers, API keys in test mode"],
  RESEND_API_KEY: [/^re_/u, "Resend dashboard, API keys"],
}
const faults = Object.entries(wanted).flatMap(([name, [shape, where]]) => {
  const value = process.env[name] ?? ""
  return shape.test(value) && !fake.test(value) ? [] : [`${name} in docker/.env is not a test key: ${where}`]
})
for (const name of ["STYTCH_BASE_URL", "STRIPE_BASE_URL", "RESEND_BASE_URL"])
  if (process.env[name])
    faults.push(`${name} in docker/.env must be empty: the emulator would be asked instead of the vendor`)
for (const fault of faults) console.error(fault)
if (faults.length === 0) console.log("Test keys of Stytch, Stripe and Resend are set.")
process.exit(faults.length === 0 ? 0 : 1)
