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

  /** What another program would send in this browser's name. */
  get cookie(): string {
    return [...this.#cookies].map((pair) => pair.join('=')).join('; ');
  }

  /** Without following redirects. */
  async open(path: string, form?: Readonly<Record<string, string>>): Promise<Page> {
    const response = await fetch(new URL(path, this.#base), {
      redirect: 'manual',
      headers: { cookie: this.cookie },
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
    const answer = await this.post(path, fields);
    return answer.location === null ? answer : this.open('/orgs');
  }

  /** The same. @returns the answer to the form itself. */
  async post(path: string, fields: Readonly<Record<string, string>>): Promise<Page> {
    const { text } = await this.open('/orgs');
    const csrf = /name="csrf"\s+value="([^"]+)"/.exec(text)?.[1] ?? '';
    return this.open(path, { csrf, ...fields });
  }

  /** Presses the page's button, or where it has none for that, the one to sign in. @returns where Salesforce is to be asked. */
  async begin(intent: 'link' | 'sign-in' = 'link', page = '/orgs'): Promise<string> {
    const { text } = await this.open(page);
    const links = [...text.matchAll(/href="(\/auth\/salesforce[^"]*)"/g)].map(([, link = '']) =>
      link.replaceAll('&amp;', '&'),
    );
    const wanted = intent === 'link' ? links.find((link) => /intent=/.test(link)) : undefined;
    const { location } = await this.open(wanted ?? links[0] ?? '/auth/salesforce');
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
