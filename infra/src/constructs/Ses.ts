import { Stack } from "aws-cdk-lib/core"
import * as events from "aws-cdk-lib/aws-events"
import * as iam from "aws-cdk-lib/aws-iam"
import * as ses from "aws-cdk-lib/aws-ses"
import { Construct } from "constructs"
import { ProviderEvents } from "./ProviderEvents.ts"
import type { Configuration, ServiceStack } from "./ServiceStack.ts"

/** E-mail by Amazon SES from one verified identity: a configuration set, its events on our bus, and who may send. */
export class Ses extends Construct {
  readonly configuration: Configuration
  private readonly statements: ReadonlyArray<iam.PolicyStatement>

  constructor(stack: ServiceStack, identity: string) {
    super(stack, "Ses")
    const name = `tango-${stack.environmentTable.name}`
    const defaultBus = events.EventBus.fromEventBusName(this, "DefaultBus", "default")
    const set = new ses.ConfigurationSet(this, "ConfigurationSet", { configurationSetName: name })
    set.addEventDestination("Events", {
      destination: ses.EventDestination.eventBus(defaultBus),
      events: [
        ses.EmailSendingEvent.SEND,
        ses.EmailSendingEvent.DELIVERY,
        ses.EmailSendingEvent.BOUNCE,
        ses.EmailSendingEvent.COMPLAINT,
        ses.EmailSendingEvent.REJECT,
        ses.EmailSendingEvent.DELIVERY_DELAY,
      ],
    })
    new ProviderEvents(stack, {
      provider: "ses",
      entry: "services/notifications/src/ses.ts",
      eventBus: defaultBus,
      // The default bus is the account's: another environment's e-mails are none of ours.
      eventPattern: { source: ["aws.ses"], detail: { mail: { tags: { "ses:configuration-set": [name] } } } },
    })
    this.configuration = { variables: { EMAIL_PROVIDER: "ses", SES_CONFIGURATION_SET: set.configurationSetName } }
    const arn = (resource: string, resourceName: string) =>
      Stack.of(this).formatArn({ service: "ses", resource, resourceName })
    this.statements = [
      new iam.PolicyStatement({
        actions: ["ses:SendEmail"],
        resources: [arn("identity", identity), arn("configuration-set", name)],
      }),
      new iam.PolicyStatement({
        actions: ["ses:GetSuppressedDestination", "ses:DeleteSuppressedDestination"],
        resources: ["*"],
      }),
    ]
  }

  /** Lets a process send from the identity, and ask SES's list of addresses that it does not send to. */
  grant({ grantPrincipal }: iam.IGrantable): void {
    for (const statement of this.statements) grantPrincipal.addToPrincipalPolicy(statement)
  }
}
