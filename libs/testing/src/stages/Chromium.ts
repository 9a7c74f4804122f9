import { accessSync, constants } from "node:fs"
import { delimiter, join } from "node:path"
import { run } from "./Child.ts"

/** The path of a Chromium, installed from Debian where we are root and there is none; undefined, with a line why, otherwise. */
export const findChromium = async (signal: AbortSignal): Promise<string | undefined> => {
  const path = process.env["CHROME_PATH"] ?? "/usr/bin/chromium"
  if (executable(path)) return path
  const debian = (process.env["PATH"] ?? "").split(delimiter).some((folder) => executable(join(folder, "apt-get")))
  if (process.getuid?.() === 0 && debian && !process.env["CHROME_PATH"]) {
    console.log("Installing Chromium (apt-get install chromium) ...")
    const env = { DEBIAN_FRONTEND: "noninteractive" }
    await run("apt-get", ["update", "-q"], { signal, env })
    await run("apt-get", ["install", "-y", "-q", "--no-install-recommends", "chromium"], { signal, env })
    if (executable(path)) return path
  }
  console.log(`No Chromium at ${path}: install it (Debian: apt-get install chromium) or set CHROME_PATH to a Chrome.`)
  return undefined
}

const executable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
