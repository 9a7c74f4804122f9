import { jobRoutes } from "@tango/contracts/Topology"
import { describe, expect, it } from "vitest"
import { type Environment, environments } from "../../src/Environments.ts"
import { type Loose, synthesized } from "../support/Synthesized.ts"

const stripeEventSource = "aws.partner/stripe.com/ed_test_1"

/** E-mail by SES, and Stripe's events by its partner event source. */
export const withProviders: Environment = { ...environments.dev, ses: { identity: "example.com" }, stripeEventSource }

describe("an environment with SES, and with Stripe's event source", () => {
  const made = synthesized(withProviders)
  const rule = (service: string, name: string) =>
    made.ofType(service, "AWS::Events::Rule").find(({ Name }) => Name === name)
  const functions = (service: string) =>
    made.ofType(service, "AWS::Lambda::Function").filter(({ FunctionName }) => FunctionName)
  const variables = (service: string, name: string) =>
    functions(service).find(({ FunctionName }) => FunctionName === name).Environment.Variables

  it("has no finding", () => expect(made.findings).toEqual([]))

  it("takes SES's events of its own e-mails from the default bus, and has no webhook of Resend", () => {
    const { EventBusName, EventPattern, Targets } = rule("notifications", "dev-notifications-ses-events")
    expect([EventBusName, EventPattern]).toEqual([
      "default",
      { source: ["aws.ses"], detail: { mail: { tags: { "ses:configuration-set": ["tango-dev"] } } } },
    ])
    expect(Targets[0].DeadLetterConfig.Arn).toBeDefined()
    const [{ EventDestination }] = made.ofType("notifications", "AWS::SES::ConfigurationSetEventDestination")
    expect(EventDestination.MatchingEventTypes.toSorted()).toEqual([
      "bounce",
      "complaint",
      "delivery",
      "deliveryDelay",
      "reject",
      "send",
    ])
    expect(JSON.stringify(EventDestination.EventBridgeDestination)).toContain("event-bus/default")
    expect(functions("notifications").map(({ FunctionName }) => FunctionName)).not.toContain(
      "dev-notifications-webhook-resend",
    )
    expect(made.ofType("notifications", "AWS::ElasticLoadBalancingV2::ListenerRule")).toHaveLength(1)
  })

  it("sends by SES from its one identity, without a key of Resend", () => {
    const statements = made
      .ofType("notifications", "AWS::IAM::Policy")
      .map(({ PolicyDocument }) =>
        PolicyDocument.Statement.filter((one: Loose) => JSON.stringify(one.Action).includes("ses:Send")),
      )
    const senders = statements.filter((of: ReadonlyArray<unknown>) => of.length > 0)
    // The server, the consumer and the jobs; not the function that takes SES's events.
    expect(senders).toHaveLength(2 + jobRoutes.filter(({ service }) => service === "notifications").length)
    for (const [{ Resource }] of senders)
      expect(
        JSON.stringify(Resource)
          .match(/:(?:identity|configuration-set)\/[^"]+/g)
          ?.toSorted(),
      ).toEqual([":configuration-set/tango-dev", ":identity/example.com"])
    const consumer = variables("notifications", "dev-notifications-consumer")
    expect(consumer).toMatchObject({ EMAIL_PROVIDER: "ses", SES_CONFIGURATION_SET: expect.anything() })
    expect(JSON.stringify(made.template("notifications"))).not.toContain("RESEND_")
    expect(JSON.stringify(consumer)).toContain("UNSUBSCRIBE_SECRET")
  })

  it("takes Stripe's events from its partner bus in place of the webhook", () => {
    expect(rule("billing", "dev-billing-stripe-events")).toMatchObject({
      EventBusName: stripeEventSource,
      EventPattern: { source: [stripeEventSource] },
    })
    expect(made.ofType("billing", "AWS::ElasticLoadBalancingV2::ListenerRule")).toHaveLength(1)
    expect(JSON.stringify(made.template("billing"))).not.toContain("STRIPE_WEBHOOK_SECRET")
    expect(variables("billing", "dev-billing-stripe-events").EVENT_BUS_NAME).toBeDefined()
  })
})
