const locale = "en"
const dates = new Intl.DateTimeFormat(locale, { dateStyle: "medium" })
const times = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" })

export const formatDate = (date: Date): string => dates.format(date)
export const formatTime = (date: Date): string => times.format(date)

/** `amount` in minor units; whole amounts lose their ".00". */
export const formatMoney = (amount: number, currency: string): string =>
  new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    minimumFractionDigits: amount % 100 === 0 ? 0 : 2,
  }).format(amount / 100)

/** Gibibytes and tebibytes as people call them. */
export const formatBytes = (bytes: number): string => {
  const gigabytes = bytes / 1024 ** 3
  return gigabytes >= 1024 ? `${gigabytes / 1024} TB` : `${gigabytes} GB`
}
