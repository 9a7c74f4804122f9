import { prices } from "@tango/contracts/Plans"

/** The currency that plans are sold in, for who has never been billed. */
export const billingCurrency: string = prices.pro_monthly.currency
