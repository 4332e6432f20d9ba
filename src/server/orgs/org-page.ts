/** `/orgs` as HTML: signing in, and the orgs that whoever is signed in may administer. */

import type { Administrator } from '../../auth/administrator.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import type { OrgReport } from './org-report.ts';
import { orgSection } from './org-section.ts';
import { csrfField, orgNameForm, page, setupKeyForm } from './page-frame.ts';
import type { PageFrame } from './page-frame.ts';

/** For whoever is not signed in: it tells nothing about any org. @param org null where its name is to be asked for. */
export function signInPage(frame: PageFrame, org: string | null): Html {
  return page(
    'Sign in',
    frame.notice,
    html`<p>These pages are for administrators of an org that this gateway is linked to.</p>
      ${org === null ? orgNameForm('/orgs') : loginLink(org)}
      <h2>A new org</h2>
      <p>
        To link an org for the first time, run <code>npx skybridge orgs setup-key</code> on the
        gateway and enter the key that it prints.
      </p>
      ${setupKeyForm(frame, '/orgs/setup-key')}`,
  );
}

export interface OrgsView {
  readonly administrator: Administrator;
  readonly orgs: readonly OrgReport[];
  /** A developer token that was just drawn; shown this once. */
  readonly token: string | null;
  /** What the links carry that change something. */
  readonly confirm: (org: string) => string;
}

export function orgsPage(frame: PageFrame, view: OrgsView): Html {
  const { administrator, orgs, token } = view;
  const sections = orgs.map((org) => orgSection(frame, org, view.confirm(org.name)));
  return page(
    'Orgs',
    frame.notice,
    html`${token === null ? '' : tokenBox(token)} ${sections}
      ${orgs.length === 0 ? html`<p>There is no org to show.</p>` : ''}
      ${administrator.maySetUp ? newOrgForm(frame) : ''}
      <form method="post" action="/orgs/sign-out">
        ${csrfField(frame)}
        <p>
          Signed in as ${administrator.username ?? 'the operator'}.
          <button type="submit">Sign out</button>
        </p>
      </form>`,
  );
}

function loginLink(org: string): Html {
  const query = new URLSearchParams({ org }).toString();
  return html`<p>
    <a class="button" href="/auth/salesforce?${query}">Login with Salesforce!</a>
  </p>`;
}

function tokenBox(token: string): Html {
  return html`<div class="notice done" role="status">
    <p><strong>Your developer token, shown this once:</strong></p>
    <p><code>${token}</code></p>
    <p>Send it as <code>Authorization: Bearer …</code>, or paste it into /explorer.</p>
  </div>`;
}

/** Beside skybridge.yaml, an org's app can be told here; it is sealed in the store. */
function newOrgForm(frame: PageFrame): Html {
  return html`<section aria-labelledby="new-org">
    <h2 id="new-org">Add an org</h2>
    <form method="post" action="/orgs/add" class="fields">
      ${csrfField(frame)}
      <label for="name">Short name, such as acme</label>
      <input id="name" name="name" autocomplete="off" autocapitalize="none" required />
      <label for="loginUrl">Login host, such as https://acme.my.salesforce.com</label>
      <input id="loginUrl" name="loginUrl" type="url" autocomplete="off" required />
      <label for="clientId">Consumer key</label>
      <input id="clientId" name="clientId" autocomplete="off" required />
      <label for="clientSecret">Consumer secret</label>
      <input id="clientSecret" name="clientSecret" type="password" autocomplete="off" required />
      <button type="submit">Add</button>
    </form>
  </section>`;
}
