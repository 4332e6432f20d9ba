/** Reads multipart/form-data (RFC 7578), as blob uploads send it. */
import { jsonParserError } from './api-errors.ts';
import type { BodyPart } from './message.ts';

export function parseMultipart(contentType: string, bytes: Buffer): readonly BodyPart[] {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) throw jsonParserError('Multipart message has no boundary');
  const delimiter = Buffer.from(`--${boundary}`);
  const parts: BodyPart[] = [];
  let from = bytes.indexOf(delimiter);
  while (from !== -1) {
    const start = from + delimiter.length;
    const next = bytes.indexOf(delimiter, start);
    if (next === -1) break;
    const part = parsePart(bytes.subarray(start, next));
    if (part !== null) parts.push(part);
    from = next;
  }
  return parts;
}

/** @param raw from the line break after one delimiter to the line break before the next. */
function parsePart(raw: Buffer): BodyPart | null {
  const headerEnd = raw.indexOf('\r\n\r\n');
  if (headerEnd === -1) return null;
  const head = raw.subarray(0, headerEnd).toString('utf8');
  const name = /name="([^"]*)"/i.exec(head)?.[1];
  if (name === undefined) return null;
  return {
    name,
    fileName: /filename="([^"]*)"/i.exec(head)?.[1] ?? null,
    contentType: /^content-type:\s*(\S+)/im.exec(head)?.[1] ?? 'text/plain',
    bytes: raw.subarray(headerEnd + 4, raw.length - 2),
  };
}
