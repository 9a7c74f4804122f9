import { html } from "hono/html"
import { oauthProviders } from "../OAuthAccounts.ts"
import type { ProviderAccount } from "../OAuthAccounts.ts"
import type { ProviderFlow } from "../ProviderFlows.ts"
import { page } from "./Page.ts"

interface Entry {
  readonly email?: string
  readonly name?: string
  readonly problem?: string
}

const known = (account: ProviderAccount) =>
  html`<button class="account" name="account" value="${account.email}">
    ${account.name}<small>${account.email}</small>
  </button>`

/** Google's or Microsoft's page: choose an account or enter one, and consent or cancel. */
export const providerPage = (
  flow: ProviderFlow,
  accounts: ReadonlyArray<ProviderAccount>,
  { email = flow.loginHint ?? "", name = "", problem }: Entry = {},
): Promise<Response> => {
  const { title } = oauthProviders[flow.provider ?? "google"]
  // A form of its own: the first button of a form is the one that Enter presses.
  const chooser =
    accounts.length === 0
      ? ""
      : html`<h2>Choose an account</h2>
          <form method="post">
            <input type="hidden" name="state" value="${flow.state}" />
            ${accounts.map(known)}
          </form>
          <h2>Or use another one</h2>`
  const content = html`
    <span class="badge">Emulated</span>
    <h1>Sign in with ${title}</h1>
    <p>
      The application will learn your name and your e-mail address. This page stands in for ${title}; any address will
      do, and no password is asked for.
    </p>
    ${problem ? html`<p role="alert">${problem}</p>` : ""} ${chooser}
    <form method="post">
      <input type="hidden" name="state" value="${flow.state}" />
      <div class="field">
        <label for="email">E-mail address</label>
        <input id="email" name="email" type="email" autocomplete="email" required value="${email}" />
      </div>
      <div class="field">
        <label for="name">Name</label>
        <input id="name" name="name" type="text" autocomplete="name" value="${name}" />
      </div>
      <div class="check">
        <input id="unverified" name="unverified" type="checkbox" />
        <label for="unverified">${title} has not verified the address</label>
      </div>
      <button name="decision" value="allow">Continue</button>
      <button class="quiet" name="decision" value="deny" formnovalidate>Cancel</button>
    </form>
  `
  return page(`Sign in with ${title}`, content, problem ? 400 : 200)
}
