/** The scopes an app may ask for, and what asking for none means. */
import { invalidScope } from './oauth-error.ts';

const KNOWN_SCOPES: ReadonlySet<string> = new Set([
  'api',
  'id',
  'openid',
  'profile',
  'email',
  'address',
  'phone',
  'refresh_token',
  'offline_access',
  'web',
  'full',
  'chatter_api',
  'content',
  'visualforce',
  'lightning',
  'custom_permissions',
  'sfap_api',
]);

const DEFAULT_SCOPES = ['refresh_token', 'openid', 'web', 'api', 'id'] as const;

/** Throws invalid_scope on a name that Salesforce does not know. */
export function parseScopes(text: string | null): readonly string[] {
  const scopes = [...new Set((text ?? '').split(/\s+/).filter((scope) => scope !== ''))];
  if (scopes.length === 0) return DEFAULT_SCOPES;
  if (scopes.some((scope) => !KNOWN_SCOPES.has(scope))) throw invalidScope();
  return scopes;
}

/** `full` means everything but this. */
export function grantsRefresh(scopes: readonly string[]): boolean {
  return scopes.includes('refresh_token') || scopes.includes('offline_access');
}

/** Whether the Data API accepts a token with these scopes. */
export function grantsDataApi(scopes: readonly string[]): boolean {
  return scopes.includes('api') || scopes.includes('full');
}
