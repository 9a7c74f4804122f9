/**
 * Where the parts of the stack are for each other. All on this machine, unless the parts run in containers: those are told by
 * TANGO_EMULATORS_HOST, TANGO_CONSOLE_HOST and TANGO_GATEWAY_HOST, and listen on TANGO_LISTEN_HOST.
 */
const loopback = "127.0.0.1"

export const hosts = {
  emulators: process.env["TANGO_EMULATORS_HOST"] ?? loopback,
  console: process.env["TANGO_CONSOLE_HOST"] ?? loopback,
  gateway: process.env["TANGO_GATEWAY_HOST"] ?? loopback,
}

export const listenHost = process.env["TANGO_LISTEN_HOST"] ?? loopback
