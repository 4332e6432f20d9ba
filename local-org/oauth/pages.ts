/** The HTML a person meets while signing in: login, consent and error pages, with the ids and names that Salesforce's own pages carry. */
import { content } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';

export interface LoginPage {
  readonly startUrl: string;
  readonly username: string;
  readonly failed: boolean;
}

export function loginPage({ startUrl, username, failed }: LoginPage): ApiResponse {
  const error = failed
    ? '<p id="error" role="alert">Please check your username and password. If you still can&#39;t log in, contact your Salesforce administrator.</p>'
    : '';
  return page(
    200,
    'Login | Local org',
    `<h1>Log in to the local org</h1>${error}
<form name="login" id="login_form" method="post" action="/">
<input type="hidden" name="startURL" value="${escapeHtml(startUrl)}">
<p><label for="username">Username</label><br><input id="username" name="username" type="email" autocomplete="username" value="${escapeHtml(username)}" required></p>
<p><label for="password">Password</label><br><input id="password" name="pw" type="password" autocomplete="current-password" required></p>
<p><input type="submit" id="Login" name="Login" value="Log In"></p>
</form>
<p>This is a stand-in for Salesforce on your own machine. Users: admin@local.example, integration@local.example, portal@local.example.</p>`,
  );
}

export interface ConsentPage {
  readonly requestId: string;
  readonly appName: string;
  readonly username: string;
  readonly scopes: readonly string[];
}

export function consentPage({ requestId, appName, username, scopes }: ConsentPage): ApiResponse {
  const items = scopes.map((scope) => `<li>${escapeHtml(scope)}</li>`).join('');
  return page(
    200,
    'Allow Access? | Local org',
    `<h1>Allow access?</h1>
<p>${escapeHtml(appName)} is asking to:</p><ul>${items}</ul>
<p>Do you want to allow access for ${escapeHtml(username)}?</p>
<form name="editPage" method="post" action="/setup/secur/RemoteAccessAuthorizationPage.apexp">
<input type="hidden" name="source" value="${escapeHtml(requestId)}">
<input type="submit" id="oadeny" name="cancel" value="Deny">
<input type="submit" id="oaapprove" name="save" value="Allow">
</form>`,
  );
}

/** Shown instead of a redirect where the callback itself cannot be trusted. */
export function authorizationErrorPage(error: string, description: string): ApiResponse {
  return page(
    400,
    'Authorization Error | Local org',
    `<h1>We can&#39;t authorize you because of an OAuth error.</h1>
<p>error=${escapeHtml(error)}&amp;error_description=${escapeHtml(encodeURIComponent(description))}</p>`,
  );
}

export function homePage(username: string): ApiResponse {
  return page(200, 'Local org', `<h1>Local org</h1><p>Signed in as ${escapeHtml(username)}.</p>`);
}

function page(status: number, title: string, body: string): ApiResponse {
  return content(
    status,
    'text/html; charset=UTF-8',
    `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width"></head>
<body>${body}</body></html>
`,
    {
      'Cache-Control': 'no-store',
      'Content-Security-Policy': PAGE_POLICY,
      'X-Frame-Options': 'DENY',
    },
  );
}

/** No form-action here: it would also stop the redirect to the app's callback. */
const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
