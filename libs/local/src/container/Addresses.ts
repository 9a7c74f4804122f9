import type { Ports } from "../Ports.ts"

/** Where a service's Lambda functions are called: a container of their own. */
export const functionsOf = (ports: Ports) => (service: string) => `http://${service}-functions:${ports.runner}`
