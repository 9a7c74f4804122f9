import { after, before, type Edit, extend } from "./Edits.ts"

const password = "${DATABASE_PASSWORD:-local}"

const containers = (name: string, port: number) => `  ${name}-setup:
    <<: *workspace
    command: [node, libs/local/src/container/main.ts, setup, ${name}]
    environment:
      <<: *shared
      DATABASE_PASSWORD: ${password}
      POSTGRES_SUPERUSER_URL: postgres://postgres:${password}@postgres:5432/postgres
    depends_on: { postgres: { condition: service_healthy }, emulators: { condition: service_healthy } }

  ${name}-functions:
    <<: *workspace
    command: [node, libs/local/src/container/main.ts, functions, ${name}]
    environment: &${name}-environment
      <<: *shared
      SERVICE_NAME: ${name}
      DATABASE_URL: postgres://${name}_app:${password}@postgres:5432/tango_${name}
      DATABASE_SYSTEM_URL: postgres://${name}_system:${password}@postgres:5432/tango_${name}
    depends_on: { ${name}-setup: { condition: service_completed_successfully } }
    stop_grace_period: 10s
    restart: on-failure

  ${name}:
    image: tango/${name}
    build: { context: .., dockerfile: docker/Dockerfile, target: service, args: { SERVICE: ${name} } }
    <<: *hardened
    environment: { <<: *${name}-environment, PORT: "${port}" }
    ports: ["127.0.0.1:${port}:${port}"]
    depends_on:
      ${name}-setup: { condition: service_completed_successfully }
      ${name}-functions: { condition: service_started }
      gateway: { condition: service_started }
`

/** The service's containers, its hot reload, and its port in the check of the images. */
export const compose = (name: string, port: number): ReadonlyArray<Edit> => [
  before("docker/compose.yaml", /^volumes:/u, containers(name, port)),
  after(
    "docker/compose.dev.yaml",
    /^ {2}[\w-]+: \{ <<: \*watch/u,
    `  ${name}: { <<: *watch, command: [node, --watch, services/${name}/src/main.ts] }`,
  ),
  extend("docker/check.mjs", /^const port = \{[^}]*\d/mu, `, "${name}": ${port}`),
]
