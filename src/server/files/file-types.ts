/** Which kinds of files are known, by their ending, and whether a file's first bytes are what its ending says. */

export interface FileType {
  readonly contentType: string;
  /** Whether these first bytes can begin such a file. */
  readonly begins: (head: Buffer) => boolean;
}

/** By ending, in lower case. What can hold a script for a browser (html, svg, xml) is not among them. */
export const FILE_TYPES: Readonly<Record<string, FileType>> = {
  pdf: { contentType: 'application/pdf', begins: startsWith('%PDF-') },
  png: { contentType: 'image/png', begins: startsWith('\x89PNG\r\n\x1a\n') },
  jpg: { contentType: 'image/jpeg', begins: startsWith('\xff\xd8\xff') },
  jpeg: { contentType: 'image/jpeg', begins: startsWith('\xff\xd8\xff') },
  gif: { contentType: 'image/gif', begins: startsWith('GIF8') },
  webp: { contentType: 'image/webp', begins: startsWith('RIFF') },
  zip: { contentType: 'application/zip', begins: startsWith('PK') },
  docx: {
    contentType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    begins: startsWith('PK'),
  },
  xlsx: {
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    begins: startsWith('PK'),
  },
  odt: { contentType: 'application/vnd.oasis.opendocument.text', begins: startsWith('PK') },
  txt: { contentType: 'text/plain; charset=utf-8', begins: isText },
  csv: { contentType: 'text/csv; charset=utf-8', begins: isText },
  mp4: { contentType: 'video/mp4', begins: (head) => head.subarray(4, 8).equals(ascii('ftyp')) },
};

export const UNKNOWN_TYPE = 'application/octet-stream';

/** Bytes that `begins` wants to see. */
export const HEAD_BYTES = 512;

export function contentTypeOf(ending: string): string {
  return Object.hasOwn(FILE_TYPES, ending)
    ? (FILE_TYPES[ending]?.contentType ?? UNKNOWN_TYPE)
    : UNKNOWN_TYPE;
}

// Private:

function startsWith(text: string): (head: Buffer) => boolean {
  const magic = ascii(text);
  return (head) => head.subarray(0, magic.length).equals(magic);
}

function ascii(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

/** Text has no null bytes, and does not begin as a page that a browser would run. */
function isText(head: Buffer): boolean {
  return (
    !head.includes(0) && !/^\s*(?:<!doctype|<html|<script|<\?xml|<svg)/i.test(head.toString('utf8'))
  );
}
