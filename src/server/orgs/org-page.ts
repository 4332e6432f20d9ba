/** The admin pages as HTML: readable without styles, usable without JavaScript. */

import type { Administrator } from '../../auth/org-linking.ts';
import type { Notice } from './browser-session.ts';
import { html } from './html.ts';
import type { Html, HtmlValue } from './html.ts';
import type { AppSetting, OrgReport } from './org-report.ts';

export interface PageFrame {
  readonly notice: Notice | null;
  readonly csrf: string;
}

/** For whoever is not signed in: it tells nothing about the org. */
export function signInPage(frame: PageFrame): Html {
  return page(
    'Sign in',
    frame.notice,
    html`<p>These pages are for administrators of the org that this gateway is linked to.</p>
      <p><a class="button" href="/auth/salesforce">Login with Salesforce!</a></p>
      <h2>A new org</h2>
      <p>
        To link an org for the first time, run <code>npx skybridge orgs setup-key</code> on the
        gateway and enter the key that it prints.
      </p>
      <form method="post" action="/orgs/setup-key">
        ${csrfField(frame)}
        <label for="key">Setup key</label>
        <input id="key" name="key" type="password" autocomplete="off" required />
        <button type="submit">Continue</button>
      </form>`,
  );
}

export function orgPage(frame: PageFrame, administrator: Administrator, org: OrgReport): Html {
  return page(
    'Org',
    frame.notice,
    html`${troubleSection(org)}
      <section aria-labelledby="org">
        <h2 id="org">${org.name}</h2>
        <dl>
          ${entry('Login host', org.loginUrl)} ${entry('Org id', org.orgId ?? 'not linked')}
          ${entry('Grant', org.grant)} ${entry('Last token', org.refreshedAt ?? 'none yet')}
          ${entry('API calls in 24 hours', budgetText(org))}
        </dl>
        ${linkActions(frame, org)}
      </section>
      ${settingsSection(org.settings)} ${sitesSection(org)}
      <form method="post" action="/orgs/sign-out">
        ${csrfField(frame)}
        <p>
          Signed in as ${administrator.username ?? 'the operator'}.
          <button type="submit">Sign out</button>
        </p>
      </form>`,
  );
}

function troubleSection({ trouble }: OrgReport): Html {
  if (trouble === null) return html`<p class="notice done">Everything is in order.</p>`;
  return html`<div class="notice failed">
    <p><strong>${trouble.message}</strong></p>
    <p>What to do: ${trouble.hint}</p>
  </div>`;
}

function linkActions(frame: PageFrame, { grant, orgId, name }: OrgReport): Html {
  if (grant !== 'web_server') {
    return html`<p>
      Its tokens come from skybridge.yaml (<code>${grant}</code>), so there is nothing to link.
    </p>`;
  }
  if (orgId === null) {
    return html`<p>
      <a class="button" href="/auth/salesforce?intent=link">Login with Salesforce!</a>
    </p>`;
  }
  return html`<p><a class="button" href="/auth/salesforce?intent=link">Link again</a></p>
    <form method="post" action="/orgs/unlink">
      ${csrfField(frame)}
      <label
        ><input type="checkbox" name="confirm" value="yes" required /> End the gateway’s access to
        ${name}</label
      >
      <button type="submit">Unlink</button>
    </form>`;
}

function settingsSection(settings: readonly AppSetting[]): Html {
  const rows = settings.map(
    ({ name, value, state }) =>
      html`<tr>
        <th scope="row">${name}</th>
        <td><code>${value}</code></td>
        <td>${state}</td>
      </tr>`,
  );
  return html`<section aria-labelledby="app">
    <h2 id="app">External Client App</h2>
    <p>Setup → External Client App Manager → your app → Settings and Policies.</p>
    <table>
      <thead>
        <tr>
          <th scope="col">Setting</th>
          <th scope="col">Value</th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </section>`;
}

function sitesSection({ sites }: OrgReport): Html {
  const rows = sites.map(
    ({ id, url, fingerprint, disabled }) =>
      html`<tr>
        <th scope="row">${id}</th>
        <td>${url}</td>
        <td><code>${fingerprint}</code></td>
        <td>${disabled ? 'disabled' : 'enabled'}</td>
      </tr>`,
  );
  const table = html`<table>
    <thead>
      <tr>
        <th scope="col">Site</th>
        <th scope="col">URL</th>
        <th scope="col">Key</th>
        <th scope="col">State</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
  return html`<section aria-labelledby="sites">
    <h2 id="sites">Sites</h2>
    ${sites.length === 0 ? html`<p>No WordPress site is registered.</p>` : table}
  </section>`;
}

function budgetText({ budget }: OrgReport): string {
  return budget === null ? 'not known yet' : `${budget.used} of ${budget.max}`;
}

function entry(name: string, value: string): Html {
  return html`<dt>${name}</dt>
    <dd>${value}</dd>`;
}

function csrfField({ csrf }: PageFrame): Html {
  return html`<input type="hidden" name="csrf" value="${csrf}" />`;
}

function page(title: string, notice: Notice | null, body: HtmlValue): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} – Skybridge</title>
        <link rel="stylesheet" href="/orgs/orgs.css" />
      </head>
      <body>
        <main>
          <h1>Skybridge</h1>
          ${notice === null ? '' : noticeBox(notice)} ${body}
        </main>
      </body>
    </html>`;
}

function noticeBox({ kind, message, hint }: Notice): Html {
  return html`<div class="notice ${kind}" role="${kind === 'failed' ? 'alert' : 'status'}">
    <p><strong>${message}</strong></p>
    <p>${hint}</p>
  </div>`;
}
