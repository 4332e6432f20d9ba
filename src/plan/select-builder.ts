/** Gathers the columns, formats, TYPEOFs and subqueries of one statement while a selection is walked, each once. */

import type { Condition, FieldPath, OrderNode, SelectColumn, SelectNode } from '../soql/nodes.ts';

/** What a statement is besides its columns. */
export interface SelectFrame {
  readonly scope: string | null;
  readonly where: Condition | null;
  readonly orderBy: readonly OrderNode[];
  readonly limit: number | null;
  readonly offset?: number;
}

export const BARE_FRAME: SelectFrame = { scope: null, where: null, orderBy: [], limit: null };

export class SelectBuilder {
  /** Object, or relationship name in a subquery. */
  readonly from: string;
  readonly frame: SelectFrame;
  /** The statement this is a subquery of. */
  readonly outer: SelectBuilder | null;
  readonly #fields = new Map<string, FieldPath>();
  /** Alias by field. */
  readonly #formats = new Map<string, string>();
  /** By the path of the polymorphic relationship, then by the object that it can lead to. */
  readonly #typeOfs = new Map<string, TypeOf>();
  readonly #subqueries = new Map<string, SelectBuilder>();

  constructor(from: string, frame: SelectFrame, outer: SelectBuilder | null = null) {
    this.from = from;
    this.frame = frame;
    this.outer = outer;
    this.addField(['Id']);
  }

  /** Levels of subqueries above this one. */
  get depth(): number {
    return this.outer === null ? 0 : this.outer.depth + 1;
  }

  /** Subqueries in the whole statement that this is part of. */
  get statementSubqueries(): number {
    return this.outer === null ? this.#countSubqueries() : this.outer.statementSubqueries;
  }

  /** Parent relationships that the whole statement crosses, TYPEOFs with each of their objects. */
  get statementParents(): number {
    return this.outer === null ? this.#countParents() : this.outer.statementParents;
  }

  /** Whether the whole statement has a TYPEOF, beside which SOQL takes no function. */
  get statementHasTypeOf(): boolean {
    return this.#anyInStatement((one) => one.#typeOfs.size > 0);
  }

  get statementHasFormat(): boolean {
    return this.#anyInStatement((one) => one.#formats.size > 0);
  }

  addField(path: FieldPath): void {
    this.#fields.set(path.join('.'), path);
  }

  /** @returns the alias under which the formatted value comes back. */
  addFormat(field: string): string {
    return getOrAdd(this.#formats, field, () => `f${this.#formats.size}`);
  }

  addTypeOfField(relationship: FieldPath, object: string, path: FieldPath): void {
    const { whens } = getOrAdd(this.#typeOfs, relationship.join('.'), (): TypeOf => ({
      path: relationship,
      whens: new Map(),
    }));
    getOrAdd(whens, object, () => new Map<string, FieldPath>()).set(path.join('.'), path);
  }

  hasSubquery(relationship: string): boolean {
    return this.#subqueries.has(relationship);
  }

  /** The subquery that reads the same children in the same frame; null: there is none. */
  sameSubquery(relationship: string, frame: SelectFrame): SelectBuilder | null {
    const known = this.#subqueries.get(relationship);
    return known && JSON.stringify(known.frame) === JSON.stringify(frame) ? known : null;
  }

  /** Children that are asked for twice in the same frame are read once. */
  addSubquery(relationship: string, frame: SelectFrame): SelectBuilder {
    const same = this.sameSubquery(relationship, frame);
    if (same !== null) return same;
    const subquery = new SelectBuilder(relationship, frame, this);
    this.#subqueries.set(relationship, subquery);
    return subquery;
  }

  build(): SelectNode {
    const columns: SelectColumn[] = [
      ...[...this.#fields.values()].map((path) => ({ kind: 'field', path }) as const),
      ...[...this.#formats].map(
        ([field, alias]) => ({ kind: 'call', fn: 'FORMAT', path: [field], alias }) as const,
      ),
      ...[...this.#typeOfs.values()].map(({ path, whens }) => ({
        kind: 'typeOf' as const,
        path,
        whens: [...whens].map(([object, paths]) => ({ object, columns: [...paths.values()] })),
      })),
      ...[...this.#subqueries.values()].map(
        (subquery) => ({ kind: 'subquery', select: subquery.build() }) as const,
      ),
    ];
    return { columns, from: this.from, ...this.frame, groupBy: null, having: null };
  }

  #anyInStatement(holds: (builder: SelectBuilder) => boolean): boolean {
    return this.outer === null ? this.#any(holds) : this.outer.#anyInStatement(holds);
  }

  #any(holds: (builder: SelectBuilder) => boolean): boolean {
    return holds(this) || [...this.#subqueries.values()].some((one) => one.#any(holds));
  }

  #countParents(): number {
    const crossed = new Set(parentsOn([...this.#fields.values()]));
    for (const { path, whens } of this.#typeOfs.values()) {
      for (const parent of parentsOn([[...path, '']])) crossed.add(parent);
      for (const [object, columns] of whens) {
        crossed.add(`${path.join('.')}(${object})`);
        for (const parent of parentsOn([...columns.values()])) {
          crossed.add(`${path.join('.')}(${object}).${parent}`);
        }
      }
    }
    let count = crossed.size;
    for (const subquery of this.#subqueries.values()) count += subquery.#countParents();
    return count;
  }

  #countSubqueries(): number {
    let count = 0;
    for (const subquery of this.#subqueries.values()) count += 1 + subquery.#countSubqueries();
    return count;
  }
}

// Private:

interface TypeOf {
  readonly path: FieldPath;
  readonly whens: Map<string, Map<string, FieldPath>>;
}

/** Relationships that the paths cross, as paths of their own. */
function parentsOn(paths: readonly FieldPath[]): readonly string[] {
  return paths.flatMap((path) =>
    path.slice(0, -1).map((_name, index) => path.slice(0, index + 1).join('.')),
  );
}

function getOrAdd<Key, Value>(map: Map<Key, Value>, key: Key, create: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const value = create();
  map.set(key, value);
  return value;
}
