/** The two lengths of a Salesforce record id: 15 characters that distinguish case, and 18 that need not. */

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/**
 * 15 characters → 18: each of the last three says which of five characters are upper case.
 * @param id 15 or 18 characters. Source: Salesforce's knowledge article 000383751.
 */
export function longRecordId(id: string): string {
  if (id.length !== 15) return id;
  let suffix = '';
  for (let start = 0; start < 15; start += 5) {
    let bits = 0;
    for (let at = 0; at < 5; at += 1) {
      if (/[A-Z]/.test(id.charAt(start + at))) bits += 2 ** at;
    }
    suffix += LETTERS.charAt(bits);
  }
  return id + suffix;
}
