/** A file's name as strangers give it → a name that no header, file system or reader is misled by. */

const MAX_CHARACTERS = 120;
const FALLBACK = 'file';

/** Without folders, control characters, marks that turn the direction of reading, and characters of shells and markup. */
export function safeFileName(given: string): string {
  const last = given.split(/[\\/]/).pop() ?? '';
  const plain = last
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu, '')
    // What stood between a letter and its accent is gone; some other forms of a mark become that mark.
    .normalize('NFC')
    .replace(/["'`<>|:*?&%$#@{};=^~\\]/g, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  const ending = endingOf(plain);
  const stem = ending === '' ? plain : plain.slice(0, -ending.length - 1);
  const short = Array.from(stem).slice(0, MAX_CHARACTERS).join('').trim();
  const name = short === '' ? FALLBACK : short;
  return ending === '' ? name : `${name}.${ending}`;
}

/** In lower case; empty where there is none. */
export function endingOf(name: string): string {
  return /\.([A-Za-z0-9]{1,10})$/.exec(name)?.[1]?.toLowerCase() ?? '';
}

/** Always to be saved, never to be run in the page. @see RFC 6266 and RFC 8187 */
export function attachmentHeader(name: string): string {
  const safe = safeFileName(name);
  const ascii = safe.replace(/[^\x20-\x7e]/g, '_');
  const encoded = encodeURIComponent(safe).replace(
    /['()*!]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
