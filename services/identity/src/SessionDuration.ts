/** Thirty days, counted anew with each refresh. */
export const sessionDurationMinutes = 30 * 24 * 60
