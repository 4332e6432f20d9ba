/** Rows as bytes → response objects as bytes: values are cut from Salesforce's JSON and written under their new names. */

import type { ConnectionShape, Conversion, RecordFieldShape, RecordShape } from '../plan/plan.ts';
import type { ByteWriter, WriteContext } from './byte-writer.ts';
import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  UnexpectedBytes,
} from './json-scan.ts';
import { MemberTable } from './member-table.ts';

/** Writes the response object of the record at a position. @returns the position after the record. */
export type WriteRecord = (context: WriteContext, at: number) => number;

/** Writes the response's connection of a page of children. */
export interface PageWriter {
  /**
   * @param at the page's brace.
   * @returns the position after the page.
   * @throws UnexpectedBytes for one that is not whole or not as expected.
   */
  write(context: WriteContext, at: number): number;
  /** For a record without children. */
  writeEmpty(context: WriteContext): void;
}

export type CompilePage = (shape: ConnectionShape) => PageWriter | null;

/** Writes the value of one field, whose member stands from `start` to `end`; `start` is 0 where there is none. */
type WriteMember = (context: WriteContext, start: number, end: number) => void;

interface FieldWriter {
  /** The name in the response with its colon, and the comma or brace before it. */
  readonly key: Buffer;
  readonly slot: number;
  readonly write: WriteMember;
}

/** Null for a shape that needs more than the record itself: other statements, or a decision about the row. */
export function compileRecordBytes(
  shape: Pick<RecordShape, 'fields' | 'bare'>,
  compilePage: CompilePage,
): WriteRecord | null {
  const table = new MemberTable();
  const writers: FieldWriter[] = [];
  const isBare = shape.bare === true;
  for (const [index, field] of shape.fields.entries()) {
    const compiled = compileField(field, compilePage);
    if (compiled === null) return null;
    const key = isBare ? NOTHING : keyBytes(field.key, index);
    const slot = compiled.member === null ? NO_MEMBER : table.slotOf(compiled.member);
    writers.push({ key, slot, write: compiled.write });
  }
  if (writers.length === 0) return null;
  return (context, at) => {
    const { source, out } = context;
    const end = table.scan(source, at);
    for (const { key, slot, write } of writers) {
      out.all(key);
      if (slot === NO_MEMBER) write(context, 0, 0);
      else write(context, table.start(slot), table.end(slot));
    }
    if (!isBare) out.byte(CLOSE_BRACE);
    return end;
  };
}

/** What stands before a value: its name in the response with its colon, and the brace or comma before that. */
export function keyBytes(key: string, index: number): Buffer {
  return Buffer.from(`${index === 0 ? '{' : ','}${JSON.stringify(key)}:`);
}

// Private:

const NOTHING = Buffer.alloc(0);

const NO_MEMBER = -1;
const NULL = Buffer.from('null');

interface CompiledField {
  /** Member of the record that is read; null for none. */
  readonly member: string | null;
  readonly write: WriteMember;
}

function compileField(field: RecordFieldShape, compilePage: CompilePage): CompiledField | null {
  switch (field.kind) {
    case 'typename':
      return constant(JSON.stringify(field.name));
    case 'null':
      return constant('null');
    case 'column':
      return { member: field.column, write: WRITERS[field.conversion] };
    case 'label':
      if (field.isList === true) return null;
      return { member: field.column, write: compileLabel(field.labels) };
    case 'file':
      return null;
    case 'formatted':
      return field.side === null ? { member: field.alias, write: writeValue } : null;
    case 'compound': {
      const fields = field.parts.map((part) =>
        part.kind === 'typename'
          ? part
          : {
              kind: 'column' as const,
              key: part.key,
              column: part.part,
              conversion: NO_CONVERSION,
            },
      );
      return nested(field.column, compileRecordBytes({ fields }, compilePage));
    }
    case 'parent': {
      const { '*': only } = field.targets;
      // Of a guarded parent the row is looked at first, and of a polymorphic one its type.
      if (field.side !== null || only === undefined || only.guard !== null) return null;
      return nested(field.relationship, compileRecordBytes(only.record, compilePage));
    }
    case 'children':
      return compileChildren(field, compilePage);
  }
}

const NO_CONVERSION: Conversion = 'none';

function constant(json: string): CompiledField {
  const bytes = Buffer.from(json);
  return { member: null, write: ({ out }) => out.all(bytes) };
}

/** An object in its own member, or null. */
function nested(member: string, record: WriteRecord | null): CompiledField | null {
  if (record === null) return null;
  return {
    member,
    write: (context, start) => {
      if (context.source[start] === OPEN_BRACE && start !== 0) record(context, start);
      else context.out.all(NULL);
    },
  };
}

function compileChildren(
  field: Extract<RecordFieldShape, { kind: 'children' }>,
  compilePage: CompilePage,
): CompiledField | null {
  const page = compilePage(field.connection);
  if (page === null || (field.rows !== null && field.rows.side !== null)) return null;
  return {
    member: field.rows === null ? null : field.relationship,
    write: (context, start) => {
      if (context.source[start] === OPEN_BRACE && start !== 0) page.write(context, start);
      else page.writeEmpty(context);
    },
  };
}

const writeValue: WriteMember = ({ source, out }, start, end) => {
  if (start === 0) out.all(NULL);
  else if (isPlainNumber(source, start, end)) out.range(source, start, end);
  else out.text(JSON.stringify(JSON.parse(source.toString('latin1', start, end))));
};

/** False for a number that JSON.stringify writes in another way, such as 350000000.0 or 1.0E7. */
function isPlainNumber(source: Buffer, start: number, end: number): boolean {
  const first = source[start] ?? 0;
  if (first !== MINUS && (first < DIGIT_0 || first > DIGIT_9)) return true;
  if (end - start > SAFE_DIGITS) return false;
  for (let at = start; at < end; at += 1) {
    const byte = source[at] ?? 0;
    if (byte < DIGIT_0 || byte > DIGIT_9) return false;
  }
  return true;
}

const MINUS = 0x2d;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;
const SAFE_DIGITS = 15;

/** Salesforce writes UTC as `+0000`, which ISO 8601 readers do not all know. */
const writeDateTime: WriteMember = (context, start, end) => {
  const { source, out } = context;
  if (source[start] !== QUOTE || source.toString('latin1', end - UTC.length, end) !== UTC) {
    writeValue(context, start, end);
    return;
  }
  out.range(source, start, end - UTC.length);
  out.all(Z);
};

const UTC = '+0000"';
const Z = Buffer.from('Z"');

/** `"a;b"` → `["a","b"]`. */
const writeList: WriteMember = (context, start, end) => {
  const { source, out } = context;
  if (start === 0 || source[start] !== QUOTE) {
    writeValue(context, start, end);
    return;
  }
  out.byte(OPEN_BRACKET);
  for (let at = start; at < end; at += 1) {
    const byte = source[at] ?? 0;
    // A semicolon may be hidden in an escape.
    if (byte === BACKSLASH) throw new UnexpectedBytes(at);
    if (byte === SEMICOLON) out.all(BETWEEN_ITEMS);
    else out.byte(byte);
  }
  out.byte(CLOSE_BRACKET);
};

const SEMICOLON = 0x3b;
const BETWEEN_ITEMS = Buffer.of(QUOTE, COMMA, QUOTE);

const WRITERS: Readonly<Record<Conversion, WriteMember>> = {
  none: writeValue,
  dateTime: writeDateTime,
  list: writeList,
};

/** A value without an entry (inactive, or set through the API) is its own label. */
function compileLabel(labels: Readonly<Record<string, string>>): WriteMember {
  const byValue = new Map(Object.entries(labels));
  const byBytes = new Map<string, Buffer>();
  for (const [value, label] of byValue) {
    byBytes.set(latin1Json(value), Buffer.from(JSON.stringify(label)));
  }
  return ({ source, out }, start, end) => {
    if (start === 0 || source[start] !== QUOTE) {
      out.all(NULL);
      return;
    }
    const known = byBytes.get(source.toString('latin1', start, end));
    if (known === undefined) writeOwnLabel(source.toString('utf8', start, end), byValue, out);
    else out.all(known);
  };
}

/** A value that is unknown, or known but written with escapes of another kind. */
function writeOwnLabel(json: string, labels: ReadonlyMap<string, string>, out: ByteWriter): void {
  const value = JSON.parse(json) as string;
  out.text(JSON.stringify(labels.get(value) ?? value));
}

function latin1Json(value: string): string {
  return Buffer.from(JSON.stringify(value)).toString('latin1');
}
