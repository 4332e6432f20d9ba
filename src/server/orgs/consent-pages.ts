/** The pages on which a person approves something that a site asks for: its pairing, or their own grant. */

import type { OwnRequest } from '../../auth/own-requests.ts';
import type { PairingRequest } from '../../auth/site-pairing.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { csrfField, entry, orgNameForm, page, setupKeyForm } from './page-frame.ts';
import type { PageFrame } from './page-frame.ts';

/** What stands between the request and the login. */
export type PairStep =
  /** The gateway serves several orgs, and nothing says which. */
  | { readonly kind: 'org' }
  /** The org is new to the gateway. */
  | { readonly kind: 'setup-key'; readonly org: string }
  | {
      readonly kind: 'login';
      readonly org: string;
      readonly confirm: string;
      readonly links: boolean;
    };

export interface PairView {
  /** Secret name of the request. */
  readonly name: string;
  readonly request: PairingRequest;
  /** Fingerprint of the key that is replaced; null for a new site. */
  readonly replaces: string | null;
  readonly step: PairStep;
}

export function pairPage(frame: PageFrame, view: PairView): Html {
  const { name, request, replaces, step } = view;
  return page(
    'Connect a site',
    frame.notice,
    html`<h2>Connect this WordPress site?</h2>
      <dl>
        ${entry('Site', request.url)} ${entry('Site id', request.site)}
        ${entry('Code', request.code)} ${entry('Key fingerprint', request.fingerprint)}
        ${replaces === null ? '' : entry('Replaces the key', replaces)}
      </dl>
      <p>
        Go on only if WordPress shows the code <strong>${request.code}</strong> under Settings →
        Skybridge. The site will read what the gateway’s policy opens to it.
      </p>
      ${stepPart(frame, name, step)}
      <form method="post" action="/pair/${name}/refuse">
        ${csrfField(frame)}
        <button type="submit" class="quiet">Do not connect</button>
      </form>`,
  );
}

function stepPart(frame: PageFrame, name: string, step: PairStep): Html {
  switch (step.kind) {
    case 'org':
      return orgNameForm(`/pair/${name}`);
    case 'setup-key':
      return html`<p>
          The org ${step.org} is not linked to this gateway yet. Enter the operator’s setup key,
          which
          <code>npx skybridge orgs setup-key</code> prints on the gateway.
        </p>
        ${setupKeyForm(frame, `/pair/${name}?${new URLSearchParams({ org: step.org }).toString()}`)}`;
    case 'login':
      return html`<p>
          ${
            step.links
              ? 'Your login also links the org: the gateway will act as you there.'
              : 'Log in as an administrator of the org; the gateway does not keep your login.'
          }
        </p>
        ${loginLink({ org: step.org, intent: 'pair', request: name, confirm: step.confirm })}`;
  }
}

export interface OwnView {
  readonly name: string;
  readonly request: OwnRequest;
  readonly siteUrl: string;
  readonly confirm: string;
}

export function ownPage(frame: PageFrame, view: OwnView): Html {
  const { name, request, siteUrl, confirm } = view;
  return page(
    'Use your own Salesforce login',
    frame.notice,
    html`<h2>Use ${siteUrl} as your own Salesforce user?</h2>
      <dl>${entry('Site', siteUrl)} ${entry('Your user number there', request.subject)}</dl>
      <p>
        While you are logged in at ${siteUrl}, it then shows you what Salesforce shows you. You can
        end this at any time on your WordPress profile.
      </p>
      ${loginLink({ org: request.org, intent: 'own', request: name, confirm })}
      <p><a href="${request.returnUrl}">Back without logging in</a></p>`,
  );
}

/** Where nothing is left to approve. @param back address of the site; null where it is not known. */
export function overPage(frame: PageFrame, back: string | null): Html {
  return page(
    'Nothing to approve',
    frame.notice,
    back === null
      ? html`<p>You can close this page.</p>`
      : html`<p><a href="${back}">Back to WordPress</a></p>`,
  );
}

function loginLink(parameters: Readonly<Record<string, string>>): Html {
  const query = new URLSearchParams(parameters).toString();
  return html`<p><a class="button" href="/auth/salesforce?${query}">Login with Salesforce!</a></p>`;
}
