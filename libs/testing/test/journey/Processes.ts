import { pidOf, portsAt } from "@tango/local/Ports"
import { eventually, readEndpoints } from "./RunningStack.ts"

const ports = () => portsAt(Number(new URL(readEndpoints().aws.url).port) - portsAt(0).aws)

/** The pid of a service, or of the process behind a port that is no service's; undefined while there is none. */
const pidNow = (name: string): number | undefined => {
  if (name === "runner") return Number(pidOf(ports().runner)) || undefined
  if (name === "emulators") return Number(pidOf(ports().aws)) || undefined
  return readEndpoints().services[name]?.pid
}

/** Kills a process of the stack as nothing else does (kill -9), and gives what waits for its successor. */
export const kill = (name: string) => {
  const pid = pidNow(name)
  if (pid === undefined) throw new Error(`${name} does not run`)
  process.kill(pid, "SIGKILL")
  return {
    /** Waits until another process has taken its place. */
    replaced: () =>
      eventually(`Another process for ${name}`, async () => {
        const successor = pidNow(name)
        return successor === pid ? undefined : successor
      }),
  }
}
