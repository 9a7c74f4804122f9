import { AwsError, isObject, page, text, validation, type Json } from "./AwsError.ts"
import { arn, busName, byName, exists, findBus, type Bus, type EventState } from "./EventModel.ts"
import { refuseValues } from "./EventNames.ts"
import { tagsIn } from "./EventTags.ts"

const view = ({ statements, ...bus }: Bus) => ({
  ...bus,
  ...(statements === undefined || statements.length === 0
    ? {}
    : { Policy: JSON.stringify({ Version: "2012-10-17", Statement: statements }) }),
})

const newName = (input: Json): string => {
  const name = text(input, "Name")
  if (name === undefined) throw refuseValues([[undefined, "name", "Member must not be null"]])
  if (!/^[/.\-_A-Za-z0-9]+$/.test(name))
    throw refuseValues([[name, "name", "Member must satisfy regular expression pattern: [/\\.\\-_A-Za-z0-9]+"]])
  if (name.length > 256) throw refuseValues([[name, "name", "Member must have length less than or equal to 256"]])
  if (name.includes("/")) throw validation("Event bus name must not contain '/'.")
  return name
}

/** The settings of a bus that the emulator keeps and gives back. */
const settings = (input: Json) => ({
  Description: text(input, "Description"),
  KmsKeyIdentifier: text(input, "KmsKeyIdentifier"),
  ...(isObject(input["DeadLetterConfig"]) ? { DeadLetterConfig: input["DeadLetterConfig"] } : {}),
  ...(isObject(input["LogConfig"]) ? { LogConfig: input["LogConfig"] } : {}),
})

const statementOf = (input: Json, bus: Bus): Json => {
  const given = (key: string) => {
    const value = text(input, key)
    if (value === undefined) throw validation(`Parameter ${key} must be specified.`)
    return value
  }
  const principal = given("Principal")
  const isStar = principal === "*"
  if (!isStar && !/^\d{12}$/.test(principal))
    throw refuseValues([[principal, "principal", "Member must satisfy regular expression pattern: (\\d{12}|\\*)"]])
  const condition = input["Condition"]
  return {
    Sid: given("StatementId"),
    Effect: "Allow",
    Principal: isStar ? "*" : { AWS: `arn:aws:iam::${principal}:root` },
    Action: given("Action"),
    Resource: bus.Arn,
    ...(isObject(condition)
      ? { Condition: { [String(condition["Type"])]: { [String(condition["Key"])]: condition["Value"] } } }
      : {}),
  }
}

const statementsIn = (policy: string): ReadonlyArray<Json> => {
  try {
    const parsed: unknown = JSON.parse(policy)
    const statements = isObject(parsed) ? parsed["Statement"] : undefined
    return (Array.isArray(statements) ? statements : [statements]).filter(isObject)
  } catch {
    throw validation("Parameter Policy is not valid.")
  }
}

const putPermission = (state: EventState, input: Json) => {
  const bus = findBus(state, text(input, "EventBusName"))
  const policy = text(input, "Policy")
  if (policy !== undefined) {
    state.buses.put(bus.Name, { ...bus, statements: statementsIn(policy) })
    return {}
  }
  const statement = statementOf(input, bus)
  const others = (bus.statements ?? []).filter(({ Sid }) => Sid !== statement["Sid"])
  state.buses.put(bus.Name, { ...bus, statements: [...others, statement] })
  return {}
}

const removePermission = (state: EventState, input: Json) => {
  const bus = findBus(state, text(input, "EventBusName"))
  const id = text(input, "StatementId")
  const statements = bus.statements ?? []
  const kept = input["RemoveAllPermissions"] === true ? [] : statements.filter(({ Sid }) => Sid !== id)
  if (input["RemoveAllPermissions"] !== true && kept.length === statements.length)
    throw new AwsError("ResourceNotFoundException", "Statement with the provided id does not exist.")
  state.buses.put(bus.Name, { ...bus, statements: kept })
  return {}
}

/** Event buses and who may put events on them, which nothing here enforces. */
export const busOperations = (state: EventState): Readonly<Record<string, (input: Json) => unknown>> => ({
  CreateEventBus: (input) => {
    const Name = newName(input)
    if (state.buses.get(Name)) throw exists(`Event bus ${Name}`)
    const now = state.clock.now() / 1000
    const Arn = arn(state, `event-bus/${Name}`)
    const given = settings(input)
    state.buses.put(Name, { Name, Arn, ...given, CreationTime: now, LastModifiedTime: now })
    state.tags.put(Arn, tagsIn(input) ?? [])
    return { EventBusArn: Arn, ...given }
  },
  UpdateEventBus: (input) => {
    const bus = findBus(state, text(input, "Name"))
    const given = settings(input)
    state.buses.put(bus.Name, { ...bus, ...given, LastModifiedTime: state.clock.now() / 1000 })
    return { Arn: bus.Arn, Name: bus.Name, ...given }
  },
  DescribeEventBus: (input) => view(findBus(state, text(input, "Name"))),
  ListEventBuses: (input) => {
    const prefix = text(input, "NamePrefix") ?? ""
    const { items, next } = page(
      state.buses
        .all()
        .filter(({ Name }) => Name.startsWith(prefix))
        .toSorted(byName),
      input,
    )
    return { EventBuses: items.map(view), ...next }
  },
  DeleteEventBus: (input) => {
    const name = busName(text(input, "Name"))
    if (name === "default") throw validation("Cannot delete event bus default.")
    const { Arn } = findBus(state, name)
    const rules = state.rules.all().filter(({ EventBusName }) => EventBusName === name)
    if (rules.length > 0) throw validation("Cannot delete event bus that has rules.")
    state.buses.delete(name)
    state.tags.delete(Arn)
    return {}
  },
  PutPermission: (input) => putPermission(state, input),
  RemovePermission: (input) => removePermission(state, input),
})
