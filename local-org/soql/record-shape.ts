/** Builds result records from rows: attributes, fields in SELECT order, nested parents. */
import type { Session } from '../data/access.ts';
import { recordUrl, type SObjectRecord } from '../data/record-json.ts';
import type { Sql, SqlValue } from './sql.ts';

export type Row = readonly SqlValue[];

/** A record list of one child relationship, as REST nests it; null when there are no rows. */
export interface ChildResult {
  readonly totalSize: number;
  readonly done: boolean;
  readonly nextRecordsUrl?: string;
  readonly records: readonly SObjectRecord[];
}

/** Reads one entry of a record; `children` gives the child lists of the row. */
export type EntryReader = (row: Row, children: ChildLists) => unknown;
export type ChildLists = (childIndex: number, row: Row) => ChildResult | null;

/** The columns of one level's SELECT; equal expressions share a column. */
export class ColumnList {
  readonly #columns: Sql[] = [];
  readonly #positions = new Map<string, number>();

  add(column: Sql): number {
    const known = column.values.length === 0 ? this.#positions.get(column.text) : undefined;
    if (known !== undefined) return known;
    this.#columns.push(column);
    this.#positions.set(column.text, this.#columns.length - 1);
    return this.#columns.length - 1;
  }

  get columns(): readonly Sql[] {
    return this.#columns;
  }
}

/** A record under construction; parents are nested shapes. */
export class RecordShape {
  readonly #session: Session;
  readonly #entries = new Map<string, EntryReader>();
  readonly #parents = new Map<string, RecordShape>();
  readonly #idColumn: number;
  readonly #typeOf: (row: Row) => { readonly shown: string; readonly actual: string };

  constructor(
    session: Session,
    idColumn: number,
    typeOf: (row: Row) => { readonly shown: string; readonly actual: string },
  ) {
    this.#session = session;
    this.#idColumn = idColumn;
    this.#typeOf = typeOf;
  }

  /** False when the key is taken: the same field was selected twice. */
  set(key: string, read: EntryReader): boolean {
    if (this.#entries.has(key)) return false;
    this.#entries.set(key, read);
    return true;
  }

  /** The nested shape of a parent relation, made on first use; undefined: the key is taken. */
  parent(key: string, create: () => RecordShape): RecordShape | undefined {
    const known = this.#parents.get(key);
    if (known) return known;
    if (this.#entries.has(key)) return undefined;
    const shape = create();
    this.#parents.set(key, shape);
    this.#entries.set(key, (row, children) => shape.read(row, children));
    return shape;
  }

  /** The record of a row; null when the row has no such parent. */
  read(row: Row, children: ChildLists): SObjectRecord | null {
    const id = row[this.#idColumn];
    if (typeof id !== 'string') return null;
    const { shown, actual } = this.#typeOf(row);
    const record: Record<string, unknown> = {
      attributes: { type: shown, url: recordUrl(this.#session, actual, id) },
    };
    for (const [key, read] of this.#entries) record[key] = read(row, children);
    return record as unknown as SObjectRecord;
  }
}
