/** As much of a browser as the gateway's pages need: cookies, redirects by hand, forms. */

import { authorizeAs } from './salesforce-browser.ts';
import type { Decision, Person } from './salesforce-browser.ts';

export interface Page {
  readonly status: number;
  readonly text: string;
  readonly location: string | null;
  readonly headers: Headers;
}

export class Browser {
  readonly #base: string;
  readonly #cookies = new Map<string, string>();

  constructor(base: string) {
    this.#base = base;
  }

  /** Without following redirects. */
  async open(path: string, form?: Readonly<Record<string, string>>): Promise<Page> {
    const response = await fetch(new URL(path, this.#base), {
      redirect: 'manual',
      headers: { cookie: [...this.#cookies].map((pair) => pair.join('=')).join('; ') },
      ...(form !== undefined && { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split(/=(.*)/s);
      this.#cookies.set(name, value);
    }
    return {
      status: response.status,
      text: await response.text(),
      location: response.headers.get('location'),
      headers: response.headers,
    };
  }

  /** Sends a form of `/orgs` with its CSRF token, and shows the page that follows. */
  async submit(path: string, fields: Readonly<Record<string, string>> = {}): Promise<Page> {
    const { text } = await this.open('/orgs');
    const csrf = /name="csrf"\s+value="([^"]+)"/.exec(text)?.[1] ?? '';
    await this.open(path, { csrf, ...fields });
    return this.open('/orgs');
  }

  /** Presses the button. @returns where Salesforce is to be asked. */
  async begin(intent: 'link' | 'sign-in' = 'link'): Promise<string> {
    const { location } = await this.open(`/auth/salesforce?intent=${intent}`);
    return location ?? '';
  }

  /** The whole way to Salesforce and back. @returns the page it ends on. */
  async login(
    person: Person,
    intent: 'link' | 'sign-in' = 'link',
    decision: Decision = 'save',
  ): Promise<Page> {
    return this.arrive(await authorizeAs(person, await this.begin(intent), decision));
  }

  async arrive(callback: URL): Promise<Page> {
    await this.open(`${callback.pathname}${callback.search}`);
    return this.open('/orgs');
  }
}
