import { serviceRoutes } from "@tango/contracts/Topology"
import { Duration } from "aws-cdk-lib/core"
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch"
import * as ecs from "aws-cdk-lib/aws-ecs"
import * as ec2 from "aws-cdk-lib/aws-ec2"
import * as elb from "aws-cdk-lib/aws-elasticloadbalancingv2"
import * as iam from "aws-cdk-lib/aws-iam"
import { Construct } from "constructs"
import { acknowledge } from "./Acknowledge.ts"
import { alarm } from "./Alarm.ts"
import { serviceImage } from "./Image.ts"
import { logGroup } from "./Logs.ts"
import { ownMetric } from "./OwnMetric.ts"
import type { Configuration, ServiceStack } from "./ServiceStack.ts"
import { providers } from "../platform/PlatformRef.ts"

const port = 8080
const certificates = "https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem"
const collector = "public.ecr.aws/aws-observability/aws-otel-collector:v0.43.3"

/** A service's HTTP server on Fargate, behind the rule that the contracts give it. */
export class HttpService extends Construct {
  readonly service: ecs.FargateService
  readonly target: elb.ApplicationTargetGroup
  readonly role: iam.IRole
  private readonly stack: ServiceStack

  constructor(stack: ServiceStack, configuration: Configuration = {}) {
    super(stack, "Http")
    this.stack = stack
    const task = this.task(configuration)
    this.role = task.taskRole
    const { tasks } = stack.environmentTable
    this.service = new ecs.FargateService(this, "Service", {
      cluster: stack.platform.cluster,
      serviceName: stack.service,
      taskDefinition: task,
      desiredCount: tasks.min,
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      securityGroups: [stack.securityGroup],
      circuitBreaker: { enable: true, rollback: true },
      healthCheckGracePeriod: Duration.seconds(60),
      enableECSManagedTags: true,
      propagateTags: ecs.PropagatedTagSource.SERVICE,
    })
    const scaling = this.service.autoScaleTaskCount({ minCapacity: tasks.min, maxCapacity: tasks.max })
    scaling.scaleOnCpuUtilization("Cpu", { targetUtilizationPercent: 60, scaleInCooldown: Duration.minutes(5) })
    scaling.scaleOnMemoryUtilization("Memory", { targetUtilizationPercent: 75, scaleInCooldown: Duration.minutes(5) })
    stack.securityGroup.addIngressRule(stack.platform.loadBalancerSecurityGroup, ec2.Port.tcp(port), "load balancer")
    this.target = this.route()
    this.watch()
  }

  private task({ secrets = {}, variables = {} }: Configuration): ecs.FargateTaskDefinition {
    const { environmentTable: environment, platform, service } = this.stack
    const task = new ecs.FargateTaskDefinition(this, "Task", {
      family: `${environment.name}-${service}`,
      cpu: environment.task.cpu,
      memoryLimitMiB: environment.task.memory,
      runtimePlatform: {
        cpuArchitecture: ecs.CpuArchitecture.ARM64,
        operatingSystemFamily: ecs.OperatingSystemFamily.LINUX,
      },
    })
    task.addVolume({ name: "tmp" })
    const logging = ecs.LogDriver.awsLogs({
      streamPrefix: service,
      logGroup: logGroup(this, environment, service),
      mode: ecs.AwsLogDriverMode.NON_BLOCKING,
    })
    const container = task.addContainer("service", {
      image: serviceImage(service),
      essential: true,
      user: "1000:1000",
      readonlyRootFilesystem: true,
      stopTimeout: Duration.seconds(30),
      portMappings: [{ containerPort: port }],
      logging,
      healthCheck: {
        command: ["CMD", "node", "/app/health.mjs"],
        interval: Duration.seconds(10),
        timeout: Duration.seconds(10),
        retries: 3,
        startPeriod: Duration.seconds(60),
      },
      environment: {
        ...this.stack.variables,
        ...this.stack.databaseVariables,
        DATABASE_CERTIFICATES: certificates,
        OUTBOX_IDLE_SECONDS: String(environment.outboxIdleSeconds),
        OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318",
        PORT: String(port),
        HOST: "0.0.0.0",
        HEALTH_PATH: `/api/${service}/health/live`,
        ...variables,
      },
      secrets: Object.fromEntries(
        providers.flatMap((provider) =>
          (secrets[provider] ?? []).map((field) => [
            field,
            ecs.Secret.fromSecretsManager(platform.secret(provider), field),
          ]),
        ),
      ),
    })
    container.addMountPoints({ containerPath: "/tmp", sourceVolume: "tmp", readOnly: false })
    task.addContainer("traces", {
      image: ecs.ContainerImage.fromRegistry(collector),
      essential: false,
      readonlyRootFilesystem: true,
      command: ["--config=/etc/ecs/ecs-xray.yaml"],
      memoryLimitMiB: 128,
      logging,
    })
    this.mayDo(task)
    return task
  }

  private mayDo(task: ecs.FargateTaskDefinition): void {
    task.addToTaskRolePolicy(this.stack.databaseLogIn("app", "system"))
    this.stack.platform.bus.grantPutEventsTo(task.taskRole)
    task.addToTaskRolePolicy(
      new iam.PolicyStatement({
        actions: [
          "xray:PutTraceSegments",
          "xray:PutTelemetryRecords",
          "xray:GetSamplingRules",
          "xray:GetSamplingTargets",
        ],
        resources: ["*"],
      }),
    )
    acknowledge(task, {
      "AwsSolutions-IAM5[Resource::*]":
        "X-Ray, the log-in to the image registry and SES's list of addresses have no resources that a policy could name.",
      "AwsSolutions-ECS2": "What the task is told here is no secret; secrets come from Secrets Manager.",
    })
  }

  private route(): elb.ApplicationTargetGroup {
    const { platform, service } = this.stack
    const route = serviceRoutes.find((one) => one.service === service)
    if (route === undefined) throw new Error(`${service} has no row in serviceRoutes`)
    const target = new elb.ApplicationTargetGroup(this, "Target", {
      vpc: platform.vpc,
      port,
      protocol: elb.ApplicationProtocol.HTTP,
      targetType: elb.TargetType.IP,
      targets: [this.service.loadBalancerTarget({ containerName: "service", containerPort: port })],
      deregistrationDelay: Duration.seconds(20),
      healthCheck: {
        // Not whether the database answers: while it sleeps or is out, new tasks would be no better.
        path: `/api/${service}/health/live`,
        interval: Duration.seconds(10),
        timeout: Duration.seconds(5),
        healthyThresholdCount: 2,
        unhealthyThresholdCount: 3,
      },
    })
    const rule = new elb.ApplicationListenerRule(this, "Rule", {
      listener: platform.listener,
      priority: route.priority,
      conditions: [elb.ListenerCondition.pathPatterns([route.pathPattern])],
      action: elb.ListenerAction.forward([target]),
    })
    // A service takes requests only of a target group that a load balancer has.
    this.service.node.addDependency(rule)
    return target
  }

  /** A figure that the load balancer has of this service. */
  metric(metricName: string, statistic: string, period = Duration.minutes(5)): cloudwatch.Metric {
    const dimensionsMap = {
      LoadBalancer: this.stack.platform.value("load-balancer-name"),
      TargetGroup: this.target.targetGroupFullName,
    }
    return new cloudwatch.Metric({ namespace: "AWS/ApplicationELB", metricName, dimensionsMap, statistic, period })
  }

  private watch(): void {
    const { platform, runbook, service } = this.stack
    const shared = { runbook, topic: platform.alarmTopic }
    const own = (metricName: string) => ownMetric(service, metricName, cloudwatch.Stats.MAXIMUM, Duration.minutes(1))
    alarm(this, "FaultsAlarm", {
      ...shared,
      metric: this.metric("HTTPCode_Target_5XX_Count", "Sum"),
      threshold: 10,
      periods: 2,
      says: `${service} answers 5xx.`,
    })
    alarm(this, "LatencyAlarm", {
      ...shared,
      metric: this.metric("TargetResponseTime", "p95"),
      threshold: 2,
      periods: 3,
      says: `${service} takes two seconds or more (p95).`,
    })
    alarm(this, "HealthAlarm", {
      ...shared,
      metric: this.metric("UnHealthyHostCount", "Maximum"),
      threshold: 1,
      periods: 2,
      says: `A task of ${service} does not answer.`,
    })
    alarm(this, "OutboxLagAlarm", {
      metric: own("OutboxLagSeconds"),
      threshold: 60,
      periods: 5,
      says: `Events of ${service} wait for the bus.`,
      runbook: "docs/runbooks/outbox.md",
      topic: platform.alarmTopic,
    })
    alarm(this, "OutboxParkedAlarm", {
      metric: own("OutboxParked"),
      threshold: 1,
      says: `An event of ${service} can never be published as it is.`,
      runbook: "docs/runbooks/outbox.md",
      topic: platform.alarmTopic,
    })
  }
}
