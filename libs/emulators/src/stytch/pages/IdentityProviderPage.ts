import { html } from "hono/html"
import type { ProviderAccount } from "../OAuthAccounts.ts"
import type { ProviderFlow } from "../ProviderFlows.ts"
import type { SsoConnection } from "../SsoConnections.ts"
import { page } from "./Page.ts"

interface Entry {
  readonly email?: string
  readonly name?: string
  readonly groups?: string
  readonly subject?: string
  readonly problem?: string
}

const known = (account: ProviderAccount) =>
  html`<button class="account" name="account" value="${account.email}">
    ${account.name}<small>${account.email}${account.groups ? ` · ${account.groups}` : ""}</small>
  </button>`

const field = (name: string, label: string, value: string, note = "") =>
  html`<div class="field">
    <label for="${name}">${label}</label>
    <input id="${name}" name="${name}" type="text" value="${value}" ${note ? `aria-describedby=${name}-note` : ""} />
    ${note ? html`<small id="${name}-note">${note}</small>` : ""}
  </div>`

/** The page of a customer's identity provider: who the person is, and in which groups. */
export const identityProviderPage = (
  flow: ProviderFlow,
  connection: Exclude<SsoConnection, { kind: "external" }>,
  accounts: ReadonlyArray<ProviderAccount>,
  { email = flow.loginHint ?? "", name = "", groups = "", subject = "", problem }: Entry = {},
): Promise<Response> => {
  const title = connection.display_name || "your organization"
  const entity = connection.kind === "saml" ? connection.idp_entity_id : connection.issuer
  // A form of its own: the first button of a form is the one that Enter presses.
  const chooser =
    accounts.length === 0
      ? ""
      : html`<h2>Choose a person</h2>
          <form method="post">
            <input type="hidden" name="state" value="${flow.state}" />
            ${accounts.map(known)}
          </form>
          <h2>Or enter one</h2>`
  const content = html`
    <span class="badge">Emulated</span>
    <h1>Sign in with ${title}</h1>
    <p>This page stands in for the identity provider and believes what it is told.</p>
    <dl>
      <dt>Protocol</dt>
      <dd>${connection.kind === "saml" ? "SAML" : "OpenID Connect"}</dd>
      <dt>Provider</dt>
      <dd>${entity}</dd>
    </dl>
    ${problem ? html`<p role="alert">${problem}</p>` : ""} ${chooser}
    <form method="post">
      <input type="hidden" name="state" value="${flow.state}" />
      <div class="field">
        <label for="email">E-mail address</label>
        <input id="email" name="email" type="email" autocomplete="email" required value="${email}" />
      </div>
      ${field("name", "Name", name)} ${field("groups", "Groups", groups, "Names with commas between them")}
      ${field("subject", "Identifier at the provider", subject, "The e-mail address, if left empty")}
      <button name="decision" value="allow">Sign in</button>
      <button class="quiet" name="decision" value="deny" formnovalidate>Cancel</button>
    </form>
  `
  return page(`Sign in with ${title}`, content, problem ? 400 : 200)
}
