const suspicious = /\\u(?:0000|d[89a-f])/iu
const escapedOrPaired = /\\(?:\\|u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})/gu
const unstorable = /\\u(?:0000|d[89a-f][0-9a-f]{2})/iu

/**
 * Whether PostgreSQL can keep every text in a JSON document. JSON may spell NUL and half of a surrogate pair; `text` and `jsonb`
 * take neither.
 */
export const isStorableJson = (json: string): boolean =>
  !suspicious.test(json) || !unstorable.test(json.replaceAll(escapedOrPaired, ""))
