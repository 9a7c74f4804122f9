import { RemovalPolicy } from "aws-cdk-lib/core"
import * as secrets from "aws-cdk-lib/aws-secretsmanager"
import { Construct } from "constructs"
import type { Environment } from "../Environments.ts"
import { acknowledge } from "../constructs/Acknowledge.ts"
import { type Provider, providers } from "./PlatformRef.ts"

/** What nobody outside knows: its value is made with the secret. */
const generated: Partial<Record<Provider, string>> = { unsubscribe: "UNSUBSCRIBE_SECRET" }

/** A secret per provider, made with nothing of use in it: people put the fields there (docs/first-deploy.md); our own is generated. */
export class Secrets extends Construct {
  private readonly secrets: ReadonlyMap<Provider, secrets.Secret>

  constructor(scope: Construct, environment: Environment) {
    super(scope, "Secrets")
    const secretOf = (provider: Provider) => {
      const field = generated[provider]
      const secret = new secrets.Secret(this, provider, {
        secretName: `tango/${environment.name}/${provider}`,
        ...(field === undefined
          ? {}
          : {
              generateSecretString: {
                generateStringKey: field,
                secretStringTemplate: "{}",
                excludePunctuation: true,
                passwordLength: 48,
              },
            }),
        removalPolicy: environment.keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      })
      acknowledge(secret, {
        "AwsSolutions-SMG4":
          "A provider's key is changed in its dashboard and then here, by people; ours keeps links in sent e-mails good.",
      })
      return secret
    }
    this.secrets = new Map(providers.map((provider) => [provider, secretOf(provider)] as const))
  }

  arnOf(provider: Provider): string {
    return this.secrets.get(provider)?.secretArn ?? ""
  }
}
