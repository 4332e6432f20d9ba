/** One org on `/orgs`: its state, its app's settings, its sites, developer tokens and audit log. */

import { LONGEST_HOURS } from '../../auth/issued-tokens.ts';
import type { IssuedToken } from '../../auth/issued-tokens.ts';
import { VIEWER_ROLES } from '../../policy/viewer.ts';
import type { AuditEntry, SiteRecord } from '../../store/store.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import type { AppSetting, OrgReport } from './org-report.ts';
import { csrfField, entry, table } from './page-frame.ts';
import type { PageFrame } from './page-frame.ts';

/** @param confirm what the link carries that replaces the connection. */
export function orgSection(frame: PageFrame, org: OrgReport, confirm: string): Html {
  return html`<section aria-labelledby="${id(org, 'org')}">
    <h2 id="${id(org, 'org')}">${org.name}</h2>
    ${troubleBox(org)}
    <dl>
      ${entry('Login host', org.loginUrl)} ${entry('Org id', org.orgId ?? 'not linked')}
      ${entry('Connected as', org.connectedAs ?? 'not known')} ${entry('Grant', org.grant)}
      ${entry('Last token', org.refreshedAt ?? 'none yet')}
      ${entry('API calls in 24 hours', budgetText(org))}
    </dl>
    ${linkActions(frame, org, confirm)} ${org.added ? appForms(frame, org) : ''}
    ${settingsPart(org)} ${sitesPart(frame, org)} ${tokensPart(frame, org)} ${auditPart(org)}
  </section>`;
}

/** Ids are unique on a page with several orgs; an org's name is letters, digits and hyphens. */
function id(org: OrgReport, part: string): string {
  return `${part}-${org.name}`;
}

function troubleBox({ trouble }: OrgReport): Html {
  if (trouble === null) return html`<p class="notice done">Everything is in order.</p>`;
  return html`<div class="notice failed">
    <p><strong>${trouble.message}</strong></p>
    <p>What to do: ${trouble.hint}</p>
  </div>`;
}

function linkActions(frame: PageFrame, org: OrgReport, confirm: string): Html {
  const { grant, orgId, name } = org;
  if (grant !== 'web_server') {
    return html`<p>
      Its tokens come from skybridge.yaml (<code>${grant}</code>), so there is nothing to link.
    </p>`;
  }
  const query = new URLSearchParams({ org: name, intent: 'link', confirm }).toString();
  const link = (words: string): Html =>
    html`<p><a class="button" href="/auth/salesforce?${query}">${words}</a></p>`;
  if (orgId === null) return link('Login with Salesforce!');
  return html`${link('Link again')}
    <form method="post" action="/orgs/unlink">
      ${csrfField(frame)} ${orgField(org)}
      <label
        ><input type="checkbox" name="confirm" value="yes" required /> End the gateway’s access to
        ${name}</label
      >
      <button type="submit">Unlink</button>
    </form>`;
}

/** For an org that was added on this page. */
function appForms(frame: PageFrame, org: OrgReport): Html {
  return html`<details>
    <summary>Change or remove this org’s app</summary>
    <form method="post" action="/orgs/app" class="fields">
      ${csrfField(frame)} ${orgField(org)}
      <label for="${id(org, 'clientId')}">Consumer key</label>
      <input
        id="${id(org, 'clientId')}"
        name="clientId"
        value="${org.clientId}"
        autocomplete="off"
        required
      />
      <label for="${id(org, 'clientSecret')}">Consumer secret</label>
      <input
        id="${id(org, 'clientSecret')}"
        name="clientSecret"
        type="password"
        autocomplete="off"
        required
      />
      <button type="submit">Change</button>
    </form>
    <form method="post" action="/orgs/remove">
      ${csrfField(frame)} ${orgField(org)}
      <label
        ><input type="checkbox" name="confirm" value="yes" required /> Unlink ${org.name}, forget
        its app and remove its sites</label
      >
      <button type="submit">Remove org</button>
    </form>
  </details>`;
}

function settingsPart(org: OrgReport): Html {
  return html`<h3 id="${id(org, 'app')}">External Client App</h3>
    <p>Setup → External Client App Manager → your app → Settings and Policies.</p>
    ${table(['Setting', 'Value', 'State'], org.settings.map(settingRow))}`;
}

function settingRow({ name, value, state }: AppSetting) {
  return [name, html`<code>${value}</code>`, state];
}

function sitesPart(frame: PageFrame, org: OrgReport): Html {
  const rows = org.sites.map((site) => [
    site.id,
    site.url,
    html`<code>${site.fingerprint}</code>`,
    `${site.addedBy} ${site.addedAt.slice(0, 10)}`,
    site.disabled ? 'disabled' : 'enabled',
    siteForms(frame, org, site),
  ]);
  return html`<h3 id="${id(org, 'sites')}">Sites</h3>
    ${
      rows.length === 0
        ? html`<p>No WordPress site is connected.</p>`
        : table(['Site', 'URL', 'Key', 'Added by', 'State', 'Change'], rows)
    }`;
}

function siteForms(frame: PageFrame, org: OrgReport, site: SiteRecord): Html {
  const form = (action: string, word: string): Html =>
    html`<form method="post" action="/orgs/site">
      ${csrfField(frame)} ${orgField(org)}
      <input type="hidden" name="site" value="${site.id}" />
      <input type="hidden" name="action" value="${action}" />
      <button type="submit">${word}<span class="hidden"> ${site.id}</span></button>
    </form>`;
  return html`${site.disabled ? form('enable', 'Enable') : form('disable', 'Disable')}
  ${form('remove', 'Remove')}`;
}

function tokensPart(frame: PageFrame, org: OrgReport): Html {
  const options = VIEWER_ROLES.map((role) => html`<option>${role}</option>`);
  const rows = org.tokens.map((token) => tokenRow(frame, org, token));
  return html`<h3 id="${id(org, 'tokens')}">Developer tokens</h3>
    ${
      rows.length === 0
        ? html`<p>None is valid.</p>`
        : table(['Role', 'Drawn by', 'Drawn', 'Ends', 'Change'], rows)
    }
    <form method="post" action="/orgs/token" class="fields">
      ${csrfField(frame)} ${orgField(org)}
      <label for="${id(org, 'role')}">Role</label>
      <select id="${id(org, 'role')}" name="role">
        ${options}
      </select>
      <label for="${id(org, 'hours')}">Hours, up to ${LONGEST_HOURS}</label>
      <input
        id="${id(org, 'hours')}"
        name="hours"
        type="number"
        min="1"
        max="${LONGEST_HOURS}"
        value="8"
        required
      />
      <button type="submit">Draw a token</button>
    </form>`;
}

function tokenRow(frame: PageFrame, org: OrgReport, token: IssuedToken) {
  return [
    token.role,
    token.issuedBy,
    token.issuedAt,
    token.expiresAt.toISOString(),
    html`<form method="post" action="/orgs/token/revoke">
      ${csrfField(frame)} ${orgField(org)}
      <input type="hidden" name="token" value="${token.id}" />
      <button type="submit">Revoke<span class="hidden"> token of ${token.issuedAt}</span></button>
    </form>`,
  ];
}

function auditPart(org: OrgReport): Html {
  const rows = org.audit.map(({ at, actor, action, target, outcome }: AuditEntry) => [
    at,
    actor,
    target === '' ? action : `${action} ${target}`,
    outcome,
  ]);
  return html`<h3 id="${id(org, 'audit')}">Audit log</h3>
    ${
      rows.length === 0
        ? html`<p>Nothing yet.</p>`
        : table(['When', 'Who', 'What', 'Outcome'], rows)
    }
    <p>More of it: <code>npx skybridge audit --org ${org.name}</code></p>`;
}

function orgField({ name }: OrgReport): Html {
  return html`<input type="hidden" name="org" value="${name}" />`;
}

function budgetText({ budget }: OrgReport): string {
  return budget === null ? 'not known yet' : `${budget.used} of ${budget.max}`;
}
