/** The fields of a JSON object that are texts; none where it is no object. */
export const textsOf = (value: unknown): Readonly<Record<string, string>> =>
  typeof value === "object" && value !== null
    ? Object.fromEntries(
        Object.entries(value).flatMap(([name, field]: [string, unknown]) =>
          typeof field === "string" ? [[name, field]] : [],
        ),
      )
    : {}
