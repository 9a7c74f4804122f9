import { jobPeriodSeconds } from "@tango/contracts/Topology"
import type { Topology } from "../Topology.ts"

/** The work that a clock starts, and a way to start it now. */
export const makeJobs = (runnerUrl: (service: string) => string, { jobRoutes }: Topology) => {
  const run = async ({ functionName, service }: Topology["jobRoutes"][number]) => {
    const answer = await fetch(`${runnerUrl(service)}/2015-03-31/functions/${functionName}/invocations`, {
      method: "POST",
      body: JSON.stringify({ source: "tango.console", time: new Date().toISOString() }),
    })
    const result: unknown = await answer.json()
    return { job: functionName, ok: answer.ok && !answer.headers.has("x-amz-function-error"), result }
  }
  return {
    list: () => jobRoutes.map(({ functionName, service, schedule }) => ({ name: functionName, service, schedule })),
    /** Undefined when there is no such job. */
    run: async (name: string) => {
      const route = jobRoutes.find(({ functionName }) => functionName === name)
      return route === undefined ? undefined : run(route)
    },
    /** What would have been started while so much time passed, of all services or of one. */
    runDue: (seconds: number, service?: string) =>
      Promise.all(
        jobRoutes
          .filter((route) => jobPeriodSeconds(route) <= seconds && (service ?? route.service) === route.service)
          .map(run),
      ),
  }
}
