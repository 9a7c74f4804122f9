import { RemovalPolicy } from "aws-cdk-lib/core"
import * as secrets from "aws-cdk-lib/aws-secretsmanager"
import { Construct } from "constructs"
import type { Environment } from "../Environments.ts"
import { acknowledge } from "../constructs/Acknowledge.ts"
import { type Provider, providers } from "./PlatformRef.ts"

/** A secret per provider, made with nothing of use in it: people put the fields there (docs/first-deploy.md). */
export class Secrets extends Construct {
  private readonly secrets: ReadonlyMap<Provider, secrets.Secret>

  constructor(scope: Construct, environment: Environment) {
    super(scope, "Secrets")
    const secretOf = (provider: Provider) => {
      const secret = new secrets.Secret(this, provider, {
        secretName: `tango/${environment.name}/${provider}`,
        removalPolicy: environment.keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      })
      acknowledge(secret, {
        "AwsSolutions-SMG4": "A provider's key is changed in the provider's dashboard and then here, by people.",
      })
      return secret
    }
    this.secrets = new Map(providers.map((provider) => [provider, secretOf(provider)] as const))
  }

  arnOf(provider: Provider): string {
    return this.secrets.get(provider)?.secretArn ?? ""
  }
}
