/** The statements of one root list: the rows, and the sides that SOQL cannot express in the same statement. */

import type { ObjectModel } from '../model/org-model.ts';
import { MAX_SUBQUERIES, MAX_SUBQUERY_DEPTH } from '../soql/limits.ts';
import type { Condition, FieldPath, SelectNode } from '../soql/nodes.ts';
import type { ParentGuard, RecordPlace, SideCollection, SideKeys, SidePlan } from './plan.ts';
import { BARE_FRAME, SelectBuilder, type SelectFrame } from './select-builder.ts';

/** A record whose fields a selection names, and where its columns go. */
export interface RecordSite {
  readonly object: ObjectModel;
  readonly builder: SelectBuilder;
  /** Relationship names from the builder's rows to the record; empty at a row itself. */
  readonly prefix: FieldPath;
  /** Set inside a TYPEOF, which takes plain columns only. */
  readonly typeOf: { readonly relationship: string } | null;
  readonly place: RecordPlace;
}

/** A site at a row of its own, and the side that holds this row (null: it is the record at hand). */
export interface RowSite {
  readonly site: RecordSite;
  readonly side: number | null;
}

export class StatementSet {
  readonly #sides: (Omit<SidePlan, 'select'> & { readonly select: () => SelectNode })[] = [];
  readonly #ownRows = new Map<string, RowSite>();
  readonly #siblings = new Map<SelectBuilder, RowSite[]>();
  readonly #guards = new Map<string, ParentGuard>();

  addSide(select: () => SelectNode, keys: SideKeys | null, collect: SideCollection): number {
    return this.#sides.push({ select, keys, collect }) - 1;
  }

  /**
   * A row that can take subqueries and TYPEOFs. Under a parent's path SOQL has neither, so the parent gets a statement
   * of its own, by the ids that the rows bring.
   */
  rowOf(site: RecordSite): RowSite {
    if (site.prefix.length === 0 && site.typeOf === null) return { site, side: null };
    return this.#ownRow(site);
  }

  /** A row that can take a TYPEOF: SOQL takes none beside a function. */
  rowForTypeOf(site: RecordSite): RowSite {
    return this.#rowWhere(site, (builder) => !builder.statementHasFormat);
  }

  /** A row that can take a FORMAT(). Under a parent's path its alias has no documented place in the answer. */
  rowForFormat(site: RecordSite): RowSite {
    return this.#rowWhere(site, (builder) => !builder.statementHasTypeOf);
  }

  /** A row that can take a subquery of this relationship besides those it has. */
  rowForChildren(site: RecordSite, relationship: string): RowSite {
    const row = this.rowOf(site);
    if (row.site.builder.depth >= MAX_SUBQUERY_DEPTH) return this.#ownRow(row.site);
    if (hasRoom(row.site.builder, relationship)) return row;
    const siblings = this.#siblings.get(row.site.builder) ?? [];
    const free = siblings.find((sibling) => hasRoom(sibling.site.builder, relationship));
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
    const builder = new SelectBuilder(site.object.name, frame);
    const side = this.addSide(
      () => builder.build(),
      { at: site.place, column: 'Id' },
      { kind: 'byId', route: [] },
    );
    const place: RecordPlace = { source: side, route: [] };
    return { side, site: { object: site.object, builder, prefix: [], typeOf: null, place } };
  }

  /** The same statement once more, for what one statement cannot hold twice; it runs in the same tick. */
  #addSibling(site: RecordSite): RowSite {
    const builder = repeatFrames(site.builder);
    const keys =
      site.place.source === 'rows' ? null : (this.#sides[site.place.source]?.keys ?? null);
    const { route } = site.place;
    const root = outermost(builder);
    const side = this.addSide(() => root.build(), keys, { kind: 'byId', route });
    return { side, site: { ...site, builder, place: { source: side, route } } };
  }
}

export function addColumn(site: RecordSite, path: FieldPath): void {
  if (site.typeOf !== null) {
    site.builder.addTypeOfField(site.typeOf.relationship, site.object.name, path);
  } else {
    site.builder.addField([...site.prefix, ...path]);
  }
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
