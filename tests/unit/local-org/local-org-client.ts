/** A running local org for one test file, and the few requests that most tests make. */
import { startLocalOrg } from '../../../local-org/server.ts';
import type { LocalOrgOptions, RunningLocalOrg } from '../../../local-org/server.ts';

export const CLIENT_ID = 'skybridge-local';
export const CLIENT_SECRET = 'local-secret-not-for-production';
export const API = '/services/data/v62.0';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body, or undefined where it is no JSON. */
  readonly json: never;
}

export interface LocalOrgClient {
  readonly running: RunningLocalOrg;
  readonly url: string;
  /** A request without a session. */
  open(method: string, path: string, options?: RequestOptions): Promise<Answer>;
  /** A data API request of `integration@local.example`, relative to /services/data/v62.0 unless absolute. */
  api(method: string, path: string, body?: unknown, options?: RequestOptions): Promise<Answer>;
  token(form: Readonly<Record<string, string>>): Promise<Answer>;
  signIn(username: string): Promise<string>;
  control(body: object): Promise<Answer>;
  calls(): Promise<CallReport>;
}

export interface CallReport {
  readonly calls: readonly {
    readonly method: string;
    readonly path: string;
    readonly status: number;
    readonly apiCalls: number;
    readonly user: string | null;
    readonly fault: number | null;
    readonly query: Readonly<Record<string, string>>;
    readonly subrequests: readonly { readonly url: string; readonly status: number }[];
  }[];
  readonly totals: { readonly requests: number; readonly apiCalls: number };
  readonly usage: { readonly used: number; readonly max: number };
}

export interface RequestOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | URLSearchParams | Buffer;
  readonly token?: string;
}

export async function openLocalOrg(options: LocalOrgOptions = {}): Promise<LocalOrgClient> {
  const failures: unknown[] = [];
  const running = await startLocalOrg({ ...options, report: (error) => failures.push(error) });
  const open = async (
    method: string,
    path: string,
    request: RequestOptions = {},
  ): Promise<Answer> => {
    const response = await fetch(`${running.url}${path}`, {
      method,
      redirect: 'manual',
      headers: { ...request.headers },
      ...(request.body === undefined ? {} : { body: request.body }),
    });
    const text = await response.text();
    if (failures.length > 0) throw failures[0];
    return { status: response.status, headers: response.headers, text, json: parse(text) };
  };
  const token = (form: Readonly<Record<string, string>>) =>
    open('POST', '/services/oauth2/token', { body: new URLSearchParams(form) });
  const credentials = { client_id: CLIENT_ID, client_secret: CLIENT_SECRET };
  const issued = await token({ grant_type: 'client_credentials', ...credentials });
  const accessToken = (issued.json as { access_token: string }).access_token;
  return {
    running,
    url: running.url,
    open,
    token,
    api: (method, path, body, request = {}) =>
      open(method, path.includes('/services/') ? path : `${API}${path}`, {
        ...request,
        headers: {
          authorization: `Bearer ${request.token ?? accessToken}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...request.headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    signIn: async (username) => {
      const answer = await token({
        grant_type: 'password',
        ...credentials,
        username,
        password: 'localorg1',
      });
      return (answer.json as { access_token: string }).access_token;
    },
    control: (body) => open('POST', '/__control', { body: JSON.stringify(body) }),
    calls: async () => (await open('GET', '/__control/calls')).json,
  };
}

function parse(text: string): never {
  try {
    return JSON.parse(text) as never;
  } catch {
    return undefined as never;
  }
}
