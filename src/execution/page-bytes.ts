/** A page of rows as bytes → the connection of the response as bytes. */

import type {
  BareForm,
  ConnectionFieldShape,
  ConnectionShape,
  EdgeFieldShape,
  PageFieldShape,
  PageShape,
} from '../plan/plan.ts';
import type { WriteContext } from './byte-writer.ts';
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COMMA,
  endOfValue,
  expectBytes,
  OPEN_BRACKET,
  UnexpectedBytes,
} from './json-scan.ts';
import { compileRecordBytes, keyBytes, type PageWriter, type WriteRecord } from './record-bytes.ts';
import { cursorOf } from './row-cursor.ts';
import type { Row } from './rows.ts';
import { tooManyRows } from './shape-rows.ts';

/**
 * Null for a shape that needs more than the page's own rows (other statements), a cursor for each row, or the rows
 * from the last to the first.
 */
export function compilePageBytes(shape: ConnectionShape): PageWriter | null {
  if (shape.page.backward || shape.fields.length === 0) return null;
  if (shape.bare !== undefined) return compileBareBytes(shape, shape.bare);
  const writers: { readonly key: Buffer; readonly write: WriteField }[] = [];
  for (const [index, field] of shape.fields.entries()) {
    const write = compileField(field, shape.page);
    if (write === null) return null;
    writers.push({ key: keyBytes(field.key, index), write });
  }
  const write = (context: WriteContext, at: number): number => {
    const page = new PageWalk(context.source, startOfRecords(context.source, at), shape.page.size);
    for (const { key, write: writeField } of writers) {
      context.out.all(key);
      writeField(context, page);
    }
    context.out.byte(CLOSE_BRACE);
    return page.finish();
  };
  return {
    write,
    writeEmpty: (context) => void write({ ...context, source: EMPTY_PAGE }, 0),
  };
}

// Private:

/** The rows alone, or the first of them. */
function compileBareBytes(
  { page: shape, fields: [field] }: ConnectionShape,
  form: BareForm,
): PageWriter | null {
  const record =
    field?.kind === 'nodes' ? compileRecordBytes(field.record, compilePageBytes) : null;
  if (record === null) return null;
  const rows = form === 'first' ? firstOf(record) : listOf(record);
  const write = (context: WriteContext, at: number): number => {
    const page = new PageWalk(context.source, startOfRecords(context.source, at), shape.size);
    rows(context, page);
    if (form === 'wholeList' && page.hasMore) throw tooManyRows(shape.size);
    return page.finish();
  };
  return {
    write,
    writeEmpty: (context) => void write({ ...context, source: EMPTY_PAGE }, 0),
  };
}

type WriteField = (context: WriteContext, page: PageWalk) => void;

const EMPTY_PAGE = Buffer.from('{"totalSize":0,"done":true,"records":[]}');

/** Reads the records of one page in order, once, and knows afterwards where the response's page began and ended. */
class PageWalk {
  readonly #source: Buffer;
  readonly #start: number;
  readonly #size: number;
  /** Position after the last record that was read; -1 before. */
  #end = -1;
  #hasMore = false;
  #firstEnd = -1;
  #lastStart = -1;
  #lastEnd = -1;

  constructor(source: Buffer, start: number, size: number) {
    this.#source = source;
    this.#start = start;
    this.#size = size;
  }

  /** @param visit gets each record of the page, and returns the position after it. */
  read(visit: (at: number, isFirst: boolean) => number): void {
    const source = this.#source;
    let at = this.#start;
    let end = at;
    for (let count = 0; source[end] !== CLOSE_BRACKET; count += 1) {
      if (count > 0) {
        if (source[end] !== COMMA) throw new UnexpectedBytes(end);
        at = end + 1;
      }
      if (count >= this.#size) {
        this.#hasMore = true;
        end = endOfValue(source, at);
        continue;
      }
      end = visit(at, count === 0);
      if (count === 0) this.#firstEnd = end;
      this.#lastStart = at;
      this.#lastEnd = end;
    }
    this.#end = end;
  }

  get hasMore(): boolean {
    this.#ensureRead();
    return this.#hasMore;
  }

  get isEmpty(): boolean {
    this.#ensureRead();
    return this.#firstEnd === -1;
  }

  first(): Row | null {
    this.#ensureRead();
    return this.#row(this.#start, this.#firstEnd);
  }

  last(): Row | null {
    this.#ensureRead();
    return this.#row(this.#lastStart, this.#lastEnd);
  }

  /** @returns the position after the page. @throws UnexpectedBytes where it goes on after its records. */
  finish(): number {
    this.#ensureRead();
    if (this.#source[this.#end + 1] !== CLOSE_BRACE) throw new UnexpectedBytes(this.#end);
    return this.#end + 2;
  }

  #ensureRead(): void {
    if (this.#end === -1) this.read((at) => endOfValue(this.#source, at));
  }

  #row(start: number, end: number): Row | null {
    return end === -1 ? null : (JSON.parse(this.#source.toString('utf8', start, end)) as Row);
  }
}

const BEFORE_SIZE = Buffer.from('{"totalSize":');
/** An unfinished page goes on elsewhere. */
const AFTER_SIZE = Buffer.from(',"done":true,"records":[');

function startOfRecords(source: Buffer, at: number): number {
  const size = expectBytes(source, at, BEFORE_SIZE);
  return expectBytes(source, endOfValue(source, size), AFTER_SIZE);
}

function compileField(field: ConnectionFieldShape, shape: PageShape): WriteField | null {
  switch (field.kind) {
    case 'typename':
      return constant(JSON.stringify(field.name));
    case 'null':
      return constant('null');
    case 'nodes':
      return recordsOf(compileRecordBytes(field.record, compilePageBytes));
    case 'edges':
      return recordsOf(compileEdge(field.fields));
    case 'pageInfo':
      return compilePageInfo(field.fields, shape);
    case 'totalCount':
      return field.figure.kind === 'nothing' ? constant('0') : null;
    case 'aggregate':
    case 'groups':
      return null;
  }
}

function constant(json: string): WriteField {
  const bytes = Buffer.from(json);
  return ({ out }) => out.all(bytes);
}

function recordsOf(record: WriteRecord | null): WriteField | null {
  return record === null ? null : listOf(record);
}

function listOf(record: WriteRecord): WriteField {
  return (context, page) => {
    const { out } = context;
    out.byte(OPEN_BRACKET);
    page.read((at, isFirst) => {
      if (!isFirst) out.byte(COMMA);
      return record(context, at);
    });
    out.byte(CLOSE_BRACKET);
  };
}

function firstOf(record: WriteRecord): WriteField {
  return (context, page) => {
    page.read((at) => record(context, at));
    if (page.isEmpty) context.out.all(NULL);
  };
}

const NULL = Buffer.from('null');

/** Of edges without cursors: to seal one for each row costs far more than all that bytes can save. */
function compileEdge(fields: readonly EdgeFieldShape[]): WriteRecord | null {
  const pieces: (Buffer | WriteRecord)[] = [];
  let nodes = 0;
  for (const [index, field] of fields.entries()) {
    pieces.push(keyBytes(field.key, index));
    if (field.kind === 'cursor') return null;
    if (field.kind === 'typename') pieces.push(Buffer.from(JSON.stringify(field.name)));
    else {
      const record = compileRecordBytes(field.record, compilePageBytes);
      if (record === null) return null;
      nodes += 1;
      pieces.push(record);
    }
  }
  if (nodes === 0) return null;
  return (context, at) => {
    let end = at;
    for (const piece of pieces) {
      if (Buffer.isBuffer(piece)) context.out.all(piece);
      else end = piece(context, at);
    }
    context.out.byte(CLOSE_BRACE);
    return end;
  };
}

function compilePageInfo(fields: readonly PageFieldShape[], shape: PageShape): WriteField {
  return ({ out, cursors }, page) => {
    const info: Record<string, unknown> = {};
    const cursor = (row: Row | null) => (row === null ? null : cursorOf(row, shape, cursors));
    for (const field of fields) {
      info[field.key] =
        field.kind === 'typename' ? field.name : pagePart(field.part, shape, page, cursor);
    }
    out.text(JSON.stringify(info));
  };
}

function pagePart(
  part: Extract<PageFieldShape, { kind: 'part' }>['part'],
  shape: PageShape,
  page: PageWalk,
  cursor: (row: Row | null) => string | null,
): unknown {
  switch (part) {
    case 'hasNextPage':
      return page.hasMore;
    case 'hasPreviousPage':
      return shape.hasAfter;
    case 'startCursor':
      return cursor(page.first());
    case 'endCursor':
      return cursor(page.last());
  }
}
