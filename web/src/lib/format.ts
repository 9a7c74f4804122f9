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

const units = ["B", "KB", "MB", "GB", "TB"]

/** Bytes in the unit that people would use, of 1024 each, with one decimal where that says more. */
export const formatBytes = (bytes: number): string => {
  const unit = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10))
  const amount = bytes / 1024 ** unit
  return `${amount < 10 ? Math.round(amount * 10) / 10 : Math.round(amount)} ${units[unit]}`
}

const numbers = new Intl.NumberFormat(locale)
export const formatNumber = (value: number): string => numbers.format(value)
