/** What all admin pages have in common: head, notice, forms' token. Readable without styles, usable without JavaScript. */

import type { Notice } from './browser-session.ts';
import { html } from './html.ts';
import type { Html, HtmlValue } from './html.ts';

export interface PageFrame {
  readonly notice: Notice | null;
  readonly csrf: string;
}

export function page(title: string, notice: Notice | null, body: HtmlValue): Html {
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

export function csrfField({ csrf }: PageFrame): Html {
  return html`<input type="hidden" name="csrf" value="${csrf}" />`;
}

export function entry(name: string, value: string): Html {
  return html`<dt>${name}</dt>
    <dd>${value}</dd>`;
}

/** @param head column titles. @param rows cells of each row; the first is its header. */
export function table(head: readonly string[], rows: readonly (readonly HtmlValue[])[]): Html {
  const titles = head.map((title) => html`<th scope="col">${title}</th>`);
  const lines = rows.map(([first = '', ...rest]) => {
    const cells = rest.map((cell) => html`<td>${cell}</td>`);
    return html`<tr>
      <th scope="row">${first}</th>
      ${cells}
    </tr>`;
  });
  // Focusable, so that a table wider than the screen can be scrolled by keyboard.
  return html`<div class="wide" tabindex="0" role="group" aria-label="${head.join(', ')}">
    <table>
      <thead>
        <tr>
          ${titles}
        </tr>
      </thead>
      <tbody>
        ${lines}
      </tbody>
    </table>
  </div>`;
}

/** For a new org, and for who approves a site of one. */
export function setupKeyForm(frame: PageFrame, action: string): Html {
  return html`<form method="post" action="${action}">
    ${csrfField(frame)}
    <label for="key">Setup key</label>
    <input id="key" name="key" type="password" autocomplete="off" required />
    <button type="submit">Continue</button>
  </form>`;
}

/** Asks for the org's name where the gateway serves several, without telling which. */
export function orgNameForm(action: string): Html {
  return html`<form method="get" action="${action}">
    <label for="org">Name of your org on this gateway</label>
    <input id="org" name="org" autocomplete="off" autocapitalize="none" required />
    <button type="submit">Continue</button>
  </form>`;
}

function noticeBox({ kind, message, hint }: Notice): Html {
  return html`<div class="notice ${kind}" role="${kind === 'failed' ? 'alert' : 'status'}">
    <p><strong>${message}</strong></p>
    <p>${hint}</p>
  </div>`;
}
