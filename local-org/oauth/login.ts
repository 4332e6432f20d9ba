/** `/`: the login form that an authorization request leads to. */
import { redirect } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import type { OpenCall } from '../platform.ts';
import { formParameters } from './form.ts';
import { homePage, loginPage } from './pages.ts';
import { findUserByName } from './users.ts';

export function login(call: OpenCall): ApiResponse {
  const form = formParameters(call.request);
  const startUrl = localPath(form.get('startURL') ?? '');
  const username = form.get('username') ?? form.get('un') ?? '';
  if (call.request.method !== 'POST') return loginPage({ startUrl, username, failed: false });
  const user = findUserByName(call.platform.org, username);
  const password = form.get('pw') ?? form.get('password') ?? '';
  if (user?.isActive !== true || !call.platform.passwords.matches(user.id, password)) {
    return loginPage({ startUrl, username, failed: true });
  }
  const cookie = { 'Set-Cookie': call.platform.sessions.signIn(user.id) };
  if (startUrl !== '') return redirect(startUrl, cookie);
  const home = homePage(user.username);
  return { ...home, headers: { ...home.headers, ...cookie } };
}

/** Only a path of this host: a full or protocol-relative URL would make the login page an open redirect. */
function localPath(startUrl: string): string {
  return /^\/(?![/\\])/.test(startUrl) ? startUrl : '';
}
