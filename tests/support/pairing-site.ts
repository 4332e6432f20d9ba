/** A WordPress site as far as the gateway's `/site` endpoints need one: a key, a code, signed requests. */

import { createTestSite, signToken } from '../unit/auth/site-signer.ts';
import type { TestSite } from '../unit/auth/site-signer.ts';

export const SITE_URL = 'http://127.0.0.1:4020';
export const CODE = 'ABCD-2345';

export interface ApiAnswer {
  readonly status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests read answers of every shape
  readonly body: any;
}

export interface SiteCall {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly target: string;
  readonly body?: unknown;
  /** WordPress user id; a visitor unless given. */
  readonly subject?: string;
  readonly claims?: Readonly<Record<string, unknown>>;
}

export class PairingSite {
  readonly site: TestSite;
  readonly #gateway: string;

  constructor(gateway: string, id: string, site: TestSite = createTestSite(id)) {
    this.#gateway = gateway;
    this.site = { ...site, record: { ...site.record, id } };
  }

  async call({ method, target, body, subject, claims }: SiteCall): Promise<ApiAnswer> {
    const text = body === undefined ? '' : JSON.stringify(body);
    const token = signToken(this.site, this.#gateway, {
      method,
      target,
      body: text,
      claims: { sub: subject, roles: [], ...claims },
    });
    return this.send(method, target, text, token);
  }

  async send(method: string, target: string, text: string, token: string): Promise<ApiAnswer> {
    const response = await fetch(`${this.#gateway}${target}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(method === 'POST' && { body: text }),
    });
    return { status: response.status, body: await response.json() };
  }

  /** Asks to be paired. @param changes to what an honest plugin sends. */
  ask(changes: Readonly<Record<string, unknown>> = {}): Promise<ApiAnswer> {
    const { id: site, publicKey } = this.site.record;
    const returnUrl = `${SITE_URL}/wp-admin/options-general.php?page=skybridge`;
    const body = { site, url: SITE_URL, publicKey, code: CODE, returnUrl, ...changes };
    return this.call({ method: 'POST', target: '/site/pairing', body });
  }

  /** As `ask`. @returns the path of the page where it is approved. */
  async askPage(): Promise<string> {
    const answer = await this.ask();
    const body = answer.body as { readonly data: { readonly pairing: { readonly url: string } } };
    return new URL(body.data.pairing.url).pathname;
  }
}
