import { archiveDays } from "@tango/contracts/events/Envelope"
import { eventBusName } from "@tango/contracts/Topology"
import { Duration } from "aws-cdk-lib/core"
import * as events from "aws-cdk-lib/aws-events"
import * as iam from "aws-cdk-lib/aws-iam"
import * as logs from "aws-cdk-lib/aws-logs"
import { Construct } from "constructs"
import type { Environment } from "../Environments.ts"
import { logDays } from "../constructs/Logs.ts"

/** The event bus, its archive for replays, and a log of what it could not deliver. */
export class Bus extends Construct {
  readonly bus: events.EventBus

  constructor(scope: Construct, environment: Environment) {
    super(scope, "Bus")
    this.bus = new events.EventBus(this, "Bus", {
      eventBusName: `${environment.name}-${eventBusName}`,
      logConfig: { level: events.Level.ERROR, includeDetail: events.IncludeDetail.NONE },
    })
    this.bus.archive("Archive", {
      archiveName: `${environment.name}-${eventBusName}`,
      eventPattern: { source: events.Match.prefix("tango.") },
      retention: Duration.days(archiveDays),
    })
    this.logErrors(environment)
  }

  private logErrors(environment: Environment): void {
    const group = new logs.LogGroup(this, "Errors", {
      logGroupName: `/aws/vendedlogs/events/event-bus/${environment.name}-${eventBusName}`,
      retention: logDays(environment),
    })
    const source = new logs.CfnDeliverySource(this, "ErrorSource", {
      name: `${environment.name}-${eventBusName}-errors`,
      resourceArn: this.bus.eventBusArn,
      logType: "ERROR_LOGS",
    })
    const destination = new logs.CfnDeliveryDestination(this, "ErrorDestination", {
      name: `${environment.name}-${eventBusName}-errors`,
      destinationResourceArn: group.logGroupArn,
    })
    const delivery = new logs.CfnDelivery(this, "ErrorDelivery", {
      deliverySourceName: source.name,
      deliveryDestinationArn: destination.attrArn,
    })
    delivery.addResourceDependency(source)
    group.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal("delivery.logs.amazonaws.com")],
        actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
        resources: [group.logGroupArn],
      }),
    )
  }
}
