import { credentials } from "./Credentials.ts"
import { signedQuery, timeOf } from "./SignatureV4.ts"

const fifteenMinutes = 900

/** The password for one log-in by IAM as `user` at `host:port`: good for a quarter of an hour, for new connections only. */
export const databaseToken = async (host: string, port: number, user: string, region: string): Promise<string> => {
  const scope = { credentials: await credentials(), region, service: "rds-db", time: timeOf(Date.now()) }
  const address = `${host}:${port}`
  return `${address}/?${signedQuery(scope, address, { Action: "connect", DBUser: user }, fifteenMinutes)}`
}
