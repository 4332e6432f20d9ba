/** A finished page of rows as the bytes that came, read into objects only when something asks for one. */

import { isUtf8 } from 'node:buffer';
import { malformedAnswer } from './api-error.ts';
import { checkQueryPage } from './query-page.ts';
import type { QueryPage } from './statement.ts';

const START = /^\{"totalSize":\d{1,9},"done":true,"records":\[/;
const LONGEST_START = 60;
const END = ']}';

/**
 * What does not begin and end as Salesforce writes a finished page is read at once.
 * @throws AppError SALESFORCE_UNAVAILABLE where it is no page of rows
 */
export function pageFromBytes(bytes: Buffer): QueryPage {
  const isFinished =
    START.test(bytes.toString('latin1', 0, LONGEST_START)) &&
    bytes.toString('latin1', bytes.length - END.length) === END;
  return isFinished && isUtf8(bytes) ? new UnreadPage(bytes) : readPage(bytes);
}

/** The bytes of a page that nobody has read yet; null for any other. */
export function unreadBytesOf(page: QueryPage): Buffer | null {
  return page instanceof UnreadPage ? page.bytes : null;
}

/** The same page, holding on to no more memory than its own: a small answer stands in a large receive buffer. */
export function pageToKeep(page: QueryPage): QueryPage {
  const bytes = unreadBytesOf(page);
  if (bytes === null || bytes.buffer.byteLength <= 2 * bytes.length) return page;
  const own = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(own);
  return new UnreadPage(own);
}

class UnreadPage implements QueryPage {
  #bytes: Buffer | null;
  #page: QueryPage | null = null;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get bytes(): Buffer | null {
    return this.#bytes;
  }

  get totalSize(): number {
    return this.#read().totalSize;
  }

  get done(): boolean {
    return this.#read().done;
  }

  get records(): QueryPage['records'] {
    return this.#read().records;
  }

  /** Once read, the bytes are let go: one form of the rows is enough to keep. */
  #read(): QueryPage {
    if (this.#page === null) {
      this.#page = readPage(this.#bytes);
      this.#bytes = null;
    }
    return this.#page;
  }
}

function readPage(bytes: Buffer | null): QueryPage {
  let body: unknown;
  try {
    body = JSON.parse(bytes?.toString('utf8') ?? '');
  } catch {
    throw malformedAnswer('a query page is no JSON');
  }
  return checkQueryPage(body);
}
