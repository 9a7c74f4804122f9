import { serviceNames, type ServiceName } from "@tango/contracts/Topology"
import { Platform } from "aws-cdk-lib/aws-ecr-assets"
import * as ecs from "aws-cdk-lib/aws-ecs"
import { root } from "./Bundle.ts"

/** Whole folders that no service's image needs; only their package.json stays, since npm's lock file names them. */
const foreign = (service: ServiceName): ReadonlyArray<string> => [
  "web",
  "infra",
  "libs/emulators",
  "libs/local",
  "libs/testing",
  ...serviceNames.filter((name) => name !== service).map((name) => `services/${name}`),
]

/**
 * The image of a service. It is built when it is deployed; here its folder is only hashed, and holds nothing of other services, so
 * that a change of one is a change of one.
 */
export const serviceImage = (service: ServiceName): ecs.ContainerImage =>
  ecs.ContainerImage.fromAsset(root, {
    file: "docker/Dockerfile",
    target: "service",
    buildArgs: { SERVICE: service },
    platform: Platform.LINUX_ARM64,
    exclude: [
      "**/test",
      "**/README.md",
      "docs",
      // A linter that walks into the synthesized output would take it for a second root.
      ".oxlintrc.json",
      ".github",
      ...foreign(service).flatMap((folder) => [`${folder}/**`, `!${folder}/package.json`]),
    ],
  })
