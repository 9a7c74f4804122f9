/** Where everybody can fetch what lies under a logo's key, `logos/<organization>/<random id>`: nobody guesses it. */
export const publicLogoUrl = (publicUrl: string, key: string | null): string | null =>
  key === null ? null : `${publicUrl.replace(/\/+$/u, "")}/api/identity/${key}`
