import { execFileSync, spawnSync } from "node:child_process"
import { readdirSync } from "node:fs"
import { setTimeout as delay } from "node:timers/promises"

/**
 * Builds and runs the containers for real: each service alone, then all of them with a journey through the gateway, one killed and
 * back, and nothing left behind. Needs a Docker engine and docker-compose or Docker's compose plugin; says so in one line where there
 * is none. With --json the last line has the figures.
 */
const folder = import.meta.dirname
const root = new URL("..", import.meta.url).pathname
const services = readdirSync(new URL("../services", import.meta.url)).toSorted()
const works = (command, args) => spawnSync(command, args, { stdio: "ignore" }).status === 0
const docker = ["/usr/bin/docker", "docker"].find((command) => works(command, ["info"]))
const compose = works("docker-compose", ["version"]) ? ["docker-compose"] : [docker, "compose"]
if (docker === undefined || !works(compose[0], [...compose.slice(1), "version"])) {
  console.log("containers: skipped, there is no Docker engine with Compose here")
  process.exit(0)
}
for (const image of ["node:24-bookworm-slim", "postgres:18"])
  if (!works(docker, ["image", "inspect", image]) && !works(docker, ["pull", "-q", image])) {
    console.log(`containers: skipped, the image ${image} is not here and cannot be fetched`)
    process.exit(0)
  }

const project = "tango-check"
const run = (command, args) =>
  execFileSync(command, args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })
const up = (...names) => run(compose[0], [...compose.slice(1), "-p", project, "up", "-d", ...names])
const down = () => run(compose[0], [...compose.slice(1), "-p", project, "down", "-v", "--remove-orphans"])
const built = (target) => `tango/${target}`
const figures = { imageMegabytes: {}, upSeconds: {} }
let passed = 0
const check = (name, ok, detail = "") => {
  console.log(`${ok ? "ok  " : "FAIL"}  ${name}${detail === "" ? "" : `  ${detail}`}`)
  if (!ok) throw new Error(name)
  passed += 1
}

const until = async (name, seconds, probe) => {
  const deadline = Date.now() + seconds * 1000
  for (;;) {
    const found = await probe().catch(() => undefined)
    if (found) return found
    if (Date.now() > deadline) throw new Error(`${name}: not within ${seconds} s`)
    await delay(300)
  }
}
const ready = (service, port) =>
  until(
    `${service} is ready`,
    120,
    async () => (await fetch(`http://localhost:${port}/api/${service}/health/ready`)).ok,
  )
const port = { identity: 8081, billing: 8082, entitlements: 8083, notifications: 8084, projects: 8085 }

const build = () => {
  const version = [
    "--build-arg",
    `REVISION=${execFileSync("git", ["rev-parse", "HEAD"], { cwd: root, encoding: "utf8" }).trim()}`,
  ]
  const image = (name, args) => run(docker, ["build", "-q", "-t", built(name), ...version, ...args, root])
  image("workspace", ["-f", "Dockerfile", "--target", "workspace"])
  for (const service of services) image(service, ["-f", "Dockerfile", "--build-arg", `SERVICE=${service}`])
  image("web", ["-f", "web.Dockerfile"])
  const size = (name) => Number(run(docker, ["image", "inspect", "-f", "{{.Size}}", name]))
  const base = size("node:24-bookworm-slim")
  for (const name of [...services, "web"]) {
    const own = (size(built(name)) - base) / 1e6
    figures.imageMegabytes[name] = Math.round(own * 10) / 10
    check(`${name} is small`, own < 25, `${own.toFixed(1)} MB on top of the base image`)
  }
  const { Config } = JSON.parse(run(docker, ["image", "inspect", built("billing")]))[0]
  check("the image runs as nobody special", Config.User === "1000:1000" && Config.Healthcheck !== undefined)
}

const alone = async (service) => {
  const began = Date.now()
  up(service)
  await ready(service, port[service])
  figures.upSeconds[service] = Math.round((Date.now() - began) / 100) / 10
  const others = services.filter((other) => other !== service)
  const running = run(compose[0], [...compose.slice(1), "-p", project, "ps", "--services"]).split("\n")
  const containers = run(docker, ["ps", "--format", "{{.Names}}", "--filter", `name=${project}`])
  check(
    `${service} starts alone`,
    !others.some((other) => containers.includes(`${other}_1`) || containers.includes(`${other}-1`)),
    `${figures.upSeconds[service]} s, ${running.length} services in the file`,
  )
  const stopped = Date.now()
  run(compose[0], [...compose.slice(1), "-p", project, "stop", service])
  const code = run(docker, ["ps", "-a", "--filter", `name=${project}[_-]${service}[_-]1`, "--format", "{{.Status}}"])
  check(
    `${service} stops in order when told to`,
    /Exited \((0|143|130)\)/.test(code) && Date.now() - stopped < 15_000,
    code.trim(),
  )
  down()
}

const gateway = "http://localhost:8080"
const call = async (path, options = {}) => {
  const response = await fetch(`${gateway}${path}`, {
    ...options,
    headers: { "content-type": "application/json", ...options.headers },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return response.json()
}

const journey = async () => {
  const began = Date.now()
  up()
  await Promise.all(services.map((service) => ready(service, port[service])))
  figures.upSeconds.all = Math.round((Date.now() - began) / 100) / 10
  check("everything starts", true, `${figures.upSeconds.all} s`)
  const logIn = await until("the seeded person logs in", 60, () =>
    call("/api/identity/session/password", {
      method: "POST",
      body: { email: "charles@difference-engine.example", password: "analytical-engine-1843", transport: "body" },
    }),
  )
  const { intermediateSessionToken, organizations } = logIn.choice
  const session = await call("/api/identity/session/exchange", {
    method: "POST",
    body: { organizationId: organizations[0].organizationId, intermediateSessionToken, transport: "body" },
  })
  const headers = { authorization: `Bearer ${session.sessionJwt}` }
  check("a person logs in through the gateway", session.member.role === "admin")
  const created = await until("a project can be created", 60, () =>
    call("/api/projects/projects", {
      method: "POST",
      headers: { ...headers, "idempotency-key": crypto.randomUUID() },
      body: { name: "In a container" },
    }),
  )
  check("a project is created", created.name === "In a container")
  check("the web app is served", (await (await fetch(gateway)).text()).includes("<title>"))
  const events = await until("the event is on the bus", 30, async () => {
    const { data } = await (await fetch("http://localhost:8090/api/events")).json()
    return JSON.stringify(data).includes("projects.project.created.v1")
  })
  check("its event is on the bus, the console shows it", events)
  return headers
}

const recovery = async (headers) => {
  const name = run(docker, ["ps", "--format", "{{.Names}}", "--filter", `name=${project}[_-]projects[_-]1`]).trim()
  const pid = run(docker, ["inspect", "-f", "{{.State.Pid}}", name]).trim()
  process.kill(Number(pid), "SIGKILL")
  await until("projects comes back", 60, () => call("/api/projects/projects", { headers }))
  check(
    "a killed container comes back with its data",
    (await call("/api/projects/projects", { headers })).items.length > 0,
  )
}

try {
  build()
  for (const service of services) await alone(service)
  await recovery(await journey())
  down()
  const left =
    run(docker, ["ps", "-aq", "--filter", `name=${project}`]) +
    run(docker, ["volume", "ls", "-q", "--filter", `name=${project}`])
  check("nothing is left behind", left.trim() === "")
} catch (error) {
  console.error(error.message, String(error.stderr ?? ""))
  try {
    console.error(run(compose[0], [...compose.slice(1), "-p", project, "logs", "--tail", "15"]).slice(-6000))
    down()
  } catch {}
  process.exitCode = 1
}
console.log(`${passed} passed, ${process.exitCode === 1 ? 1 : 0} failed`)
if (process.argv.includes("--json"))
  console.log(JSON.stringify({ passed, failed: process.exitCode === 1 ? 1 : 0, ...figures }))
