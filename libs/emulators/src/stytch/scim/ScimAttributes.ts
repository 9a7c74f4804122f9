import type { B2BSCIMEmail, Group, SCIMAttributes } from "stytch"
import type { ScimGroupRecord, ScimObject, ScimUserRecord } from "../ScimRecords.ts"
import { enterpriseSchema } from "./ScimSchemas.ts"
import { isObject, objectsAt, textAt, valueAt } from "./ScimValues.ts"

const text = (object: ScimObject, name: string) => textAt(object, name) ?? ""

const plural = (object: ScimObject, name: string): Array<B2BSCIMEmail> =>
  objectsAt(object, name).map((each) => ({
    value: text(each, "value"),
    type: text(each, "type"),
    primary: valueAt(each, "primary") === true,
  }))

const objectAt = (object: ScimObject, name: string): ScimObject | undefined => {
  const value = valueAt(object, name)
  return isObject(value) ? value : undefined
}

const nameOf = (name: ScimObject) => ({
  formatted: text(name, "formatted"),
  family_name: text(name, "familyName"),
  given_name: text(name, "givenName"),
  middle_name: text(name, "middleName"),
  honorific_prefix: text(name, "honorificPrefix"),
  honorific_suffix: text(name, "honorificSuffix"),
})

const enterpriseOf = (extension: ScimObject) => {
  const manager = objectAt(extension, "manager")
  return {
    employee_number: text(extension, "employeeNumber"),
    cost_center: text(extension, "costCenter"),
    division: text(extension, "division"),
    department: text(extension, "department"),
    organization: text(extension, "organization"),
    ...(manager
      ? {
          manager: {
            value: text(manager, "value"),
            ref: text(manager, "$ref"),
            display_name: text(manager, "displayName"),
          },
        }
      : {}),
  }
}

const addressOf = (address: ScimObject) => ({
  formatted: text(address, "formatted"),
  street_address: text(address, "streetAddress"),
  locality: text(address, "locality"),
  region: text(address, "region"),
  postal_code: text(address, "postalCode"),
  country: text(address, "country"),
  type: text(address, "type"),
  primary: valueAt(address, "primary") === true,
})

const groupsOf = (groups: ReadonlyArray<ScimGroupRecord>): Array<Group> =>
  groups.map(({ id, display_name }) => ({ value: id, display: display_name }))

/** What the provider said of a person, as the API shows it on the member. */
export const asScimAttributes = (
  { id, attributes }: ScimUserRecord,
  active: boolean,
  groups: ReadonlyArray<ScimGroupRecord>,
): SCIMAttributes => {
  const name = objectAt(attributes, "name")
  const extension = objectAt(attributes, enterpriseSchema.id)
  return {
    user_name: text(attributes, "userName"),
    id,
    external_id: text(attributes, "externalId"),
    active,
    groups: groupsOf(groups),
    display_name: text(attributes, "displayName"),
    nick_name: text(attributes, "nickName"),
    profile_url: text(attributes, "profileUrl"),
    user_type: text(attributes, "userType"),
    title: text(attributes, "title"),
    preferred_language: text(attributes, "preferredLanguage"),
    locale: text(attributes, "locale"),
    timezone: text(attributes, "timezone"),
    emails: plural(attributes, "emails"),
    phone_numbers: plural(attributes, "phoneNumbers"),
    addresses: objectsAt(attributes, "addresses").map(addressOf),
    ims: plural(attributes, "ims"),
    photos: plural(attributes, "photos"),
    entitlements: plural(attributes, "entitlements"),
    roles: plural(attributes, "roles"),
    x509certificates: plural(attributes, "x509Certificates"),
    ...(name ? { name: nameOf(name) } : {}),
    ...(extension ? { enterprise_extension: enterpriseOf(extension) } : {}),
  }
}
