/** JSON out of an answer that may hold none. */

/** @returns undefined for a text that is no JSON: proxies and login pages answer in HTML, and a broken answer has no end. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
