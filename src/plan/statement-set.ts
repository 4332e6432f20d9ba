/** The statements of one root list: the rows, and the sides that SOQL cannot express in the same statement. */

import type { ObjectModel } from '../model/org-model.ts';
import { allOf } from '../soql/condition-builders.ts';
import { MAX_PARENT_DEPTH, MAX_SUBQUERIES, MAX_SUBQUERY_DEPTH } from '../soql/limits.ts';
import type { Condition, FieldPath, SelectNode } from '../soql/nodes.ts';
import type { ParentGuard, RecordPlace, SideCollection, SideKeys, SidePlan } from './plan.ts';
import { BARE_FRAME, SelectBuilder, type SelectFrame } from './select-builder.ts';

/** A record whose fields a selection names, and where its columns go. */
export interface RecordSite {
  readonly object: ObjectModel;
  readonly builder: SelectBuilder;
  /** Relationship names from the builder's rows, or from what the TYPEOF leads to, to the record; empty at that itself. */
  readonly prefix: FieldPath;
  /** Set inside a TYPEOF, which takes paths to parents but neither subqueries nor a TYPEOF. */
  readonly typeOf: { readonly path: FieldPath; readonly object: string } | null;
  readonly place: RecordPlace;
}

/** A site at a row of its own, and the side that holds this row (null: it is the record at hand). */
export interface RowSite {
  readonly site: RecordSite;
  readonly side: number | null;
}

/** Records that the operation names. */
export interface NamedRecords {
  readonly ids: readonly string[];
  /** Row predicate of the object; null: the viewer may read every row. */
  readonly rows: Condition | null;
}

/** Where a list's rows come from: its own statement, one for named records, or a statement that is not in this set. */
export type RowsOrigin = 'statement' | 'elsewhere' | NamedRecords;

export class StatementSet {
  readonly #origin: RowsOrigin;
  readonly #sides: (Omit<SidePlan, 'select'> & { readonly select: () => SelectNode })[] = [];
  readonly #ownRows = new Map<string, RowSite>();
  readonly #siblings = new Map<SelectBuilder, RowSite[]>();
  readonly #guards = new Map<string, ParentGuard>();

  constructor(origin: RowsOrigin = 'statement') {
    this.#origin = origin;
  }

  /** The records at this place, where the operation names them: what hangs on them need not wait for the rows. */
  namedAt({ source, route }: RecordPlace): NamedRecords | null {
    if (typeof this.#origin === 'string' || route.length > 0) return null;
    const isNamed = source === 'rows' || this.#sides[source]?.keys?.ids !== undefined;
    return isNamed ? this.#origin : null;
  }

  addSide(select: () => SelectNode, keys: SideKeys | null, collect: SideCollection): number {
    return this.#sides.push({ select, keys, collect }) - 1;
  }

  /**
   * A row that can take subqueries. Under a parent's path SOQL has none, so the parent gets a statement of its own, by
   * the ids that the rows bring.
   */
  rowOf(site: RecordSite): RowSite {
    if (site.prefix.length === 0 && site.typeOf === null) return { site, side: null };
    return this.#ownRow(site);
  }

  /** The record, or a row, that can take a TYPEOF: SOQL takes none beside a function, and none in another. */
  rowForTypeOf(site: RecordSite): RowSite {
    const isFit = site.typeOf === null && parentsTo(site) < MAX_PARENT_DEPTH;
    if (isFit && !site.builder.statementHasFormat) return { site, side: null };
    return this.#rowWhere(site, (builder) => !builder.statementHasFormat);
  }

  /** A row that can take a FORMAT(). Under a parent's path its alias has no documented place in the answer. */
  rowForFormat(site: RecordSite): RowSite {
    return this.#rowWhere(site, (builder) => !builder.statementHasTypeOf);
  }

  /** A row that can take this subquery besides those it has. */
  rowForChildren(site: RecordSite, relationship: string, frame: SelectFrame): RowSite {
    const row = this.rowOf(site);
    if (row.site.builder.depth >= MAX_SUBQUERY_DEPTH) return this.#ownRow(row.site);
    const isFit = ({ site: { builder } }: RowSite): boolean =>
      builder.sameSubquery(relationship, frame) !== null || hasRoom(builder, relationship);
    if (isFit(row)) return row;
    const siblings = this.#siblings.get(row.site.builder) ?? [];
    const free = siblings.find(isFit);
    if (free !== undefined) return free;
    const sibling = this.#addSibling(row.site);
    this.#siblings.set(row.site.builder, [...siblings, sibling]);
    return sibling;
  }

  /** The record in a statement of its own by its id, where only the ids are at hand yet. */
  recordOf(site: RecordSite, where: Condition | null): { site: RecordSite; side: number } {
    return this.#addKeyedRow(site, { ...BARE_FRAME, where });
  }

  /** The guard of the record at this place, made once however often the record is selected. */
  guardOf(site: RecordSite, make: () => ParentGuard): ParentGuard {
    const key = JSON.stringify([site.place, site.object.name]);
    const known = this.#guards.get(key);
    if (known !== undefined) return known;
    const guard = make();
    this.#guards.set(key, guard);
    return guard;
  }

  build(): readonly SidePlan[] {
    return this.#sides.map((side) => ({ ...side, select: side.select() }));
  }

  /** The record's row, or the nearest statement of its own by its id that is fit. */
  #rowWhere(site: RecordSite, isFit: (builder: SelectBuilder) => boolean): RowSite {
    let row = this.rowOf(site);
    while (!isFit(row.site.builder)) row = this.#ownRow(row.site);
    return row;
  }

  #ownRow(site: RecordSite): RowSite {
    const key = JSON.stringify([site.place, site.object.name]);
    const known = this.#ownRows.get(key);
    if (known !== undefined) return known;
    const row = this.#addKeyedRow(site, BARE_FRAME);
    this.#ownRows.set(key, row);
    return row;
  }

  #addKeyedRow(site: RecordSite, frame: SelectFrame) {
    addColumn(site, ['Id']);
    const named = this.namedAt(site.place);
    const where = named === null ? frame.where : allOf([frame.where, named.rows]);
    const builder = new SelectBuilder(site.object.name, { ...frame, where });
    const side = this.addSide(
      () => builder.build(),
      { at: site.place, column: 'Id', ...(named !== null && { ids: named.ids }) },
      { kind: 'byId', route: [] },
    );
    const place: RecordPlace = { source: side, route: [] };
    return { side, site: { object: site.object, builder, prefix: [], typeOf: null, place } };
  }

  /** The same statement once more, for what one statement cannot hold twice; it runs in the same tick. */
  #addSibling(site: RecordSite): RowSite {
    const builder = repeatFrames(site.builder);
    const { source, route } = site.place;
    const keys = source === 'rows' ? this.#keysOfRows() : (this.#sides[source]?.keys ?? null);
    const root = outermost(builder);
    const side = this.addSide(() => root.build(), keys, { kind: 'byId', route });
    return { side, site: { ...site, builder, place: { source: side, route } } };
  }

  /** A statement whose rows come from elsewhere does not say which they are. */
  #keysOfRows(): SideKeys | null {
    if (this.#origin !== 'elsewhere') return null;
    return { at: { source: 'rows', route: [] }, column: 'Id' };
  }
}

export function addColumn(site: RecordSite, path: FieldPath): void {
  if (site.typeOf !== null) {
    const { path: relationship, object } = site.typeOf;
    site.builder.addTypeOfField(relationship, object, [...site.prefix, ...path]);
  } else {
    site.builder.addField([...site.prefix, ...path]);
  }
}

/** Relationships between the statement's rows and the record. */
export function parentsTo({ prefix, typeOf }: RecordSite): number {
  return prefix.length + (typeOf?.path.length ?? 0);
}

// Private:

function hasRoom(builder: SelectBuilder, relationship: string): boolean {
  return !builder.hasSubquery(relationship) && builder.statementSubqueries < MAX_SUBQUERIES;
}

function repeatFrames(builder: SelectBuilder): SelectBuilder {
  if (builder.outer === null) return new SelectBuilder(builder.from, builder.frame);
  return repeatFrames(builder.outer).addSubquery(builder.from, builder.frame);
}

function outermost(builder: SelectBuilder): SelectBuilder {
  return builder.outer === null ? builder : outermost(builder.outer);
}
