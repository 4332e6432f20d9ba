/** Resolves the names of one query level against the catalog and collects its joins. */
import type { CatalogObject } from '../data/catalog.ts';
import type { CatalogField } from '../data/definition-types.ts';
import { foldedColumn, isFolded, isStored, quoted } from '../data/storage.ts';
import type { Compilation } from './compilation.ts';
import { concat, joinSql, sql, type Sql } from './sql.ts';
import type { FromNode, NameNode } from './syntax.ts';

/** Parents reachable above one level. Source: rel-query limits. */
const DEEPEST_PARENT = 5;

interface Target {
  readonly object: CatalogObject;
  readonly alias: string;
}

/** A table in the level's FROM: the root or a joined parent, of one or several objects. */
export interface Relation {
  /** The object whose fields may be named: `Name` where several objects may be meant. */
  readonly object: CatalogObject;
  readonly targets: readonly Target[];
  /** Relationship name as the catalog writes it; empty for the root. */
  readonly name: string;
  readonly parent: Relation | undefined;
  readonly depth: number;
}

export interface ResolvedField {
  readonly field: CatalogField;
  readonly relation: Relation;
  /** SQL expression of the stored value. */
  readonly column: string;
  /** SQL expression to compare and sort by: case-folded where the field ignores case. */
  readonly comparable: string;
  readonly name: NameNode;
}

export class Scope {
  readonly root: Relation;
  readonly #compilation: Compilation;
  readonly #relations = new Map<string, Relation>();
  readonly #named = new Map<string, Relation>();
  readonly #joins: Sql[] = [];

  constructor(compilation: Compilation, object: CatalogObject, from: readonly FromNode[]) {
    this.#compilation = compilation;
    const alias = compilation.nextAlias();
    this.root = { object, targets: [{ object, alias }], name: '', parent: undefined, depth: 0 };
    this.#nameRelations(from);
  }

  get rootAlias(): string {
    return this.root.targets[0]?.alias ?? '';
  }

  /** `FROM` clause with the joins that resolution has asked for so far. */
  fromClause(): Sql {
    const table = `${quoted(this.root.object.name)} ${this.rootAlias}`;
    return concat(table, joinSql(this.#joins, ''));
  }

  /** Finds the field a dotted name means; an unknown part is INVALID_FIELD at its place. */
  resolve(name: NameNode): ResolvedField {
    const { relation, rest } = this.#start(name);
    return this.#resolve(relation, rest, name);
  }

  /** Finds a field from a relation other than the root, e.g. in a TYPEOF branch. */
  resolveFrom(relation: Relation, name: NameNode): ResolvedField {
    return this.#resolve(relation, name.path, name);
  }

  #resolve(relation: Relation, path: readonly string[], name: NameNode): ResolvedField {
    const last = path[path.length - 1] ?? '';
    const target = path.slice(0, -1).reduce((from, step) => this.#step(from, step, name), relation);
    const field = this.#compilation.field(target.object, last);
    if (!field) {
      throw this.#compilation.errors.noSuchColumn(last, target.object.name, name.at);
    }
    return this.fieldOf(target, field, name);
  }

  fieldOf(relation: Relation, field: CatalogField, name: NameNode): ResolvedField {
    const column = isStored(field) ? columnOf(relation, field, field.name) : 'NULL';
    const comparable = isFolded(field)
      ? columnOf(relation, field, foldedColumn(field.name))
      : column;
    return { field, relation, column, comparable, name };
  }

  /** The parent relation that a relationship path from the root names. */
  resolveRelation(name: NameNode): Relation {
    const { relation, rest } = this.#start(name, true);
    return rest.reduce((from, step) => this.#step(from, step, name), relation);
  }

  /** Strips a leading alias or object name: `c.Name`, `Account.Name FROM Account`. */
  #start(name: NameNode, wholePath = false): { relation: Relation; rest: readonly string[] } {
    const [first = '', ...rest] = name.path;
    const named = this.#named.get(first.toLowerCase());
    if (named && (rest.length > 0 || wholePath)) return { relation: named, rest };
    return { relation: this.root, rest: name.path };
  }

  #step(from: Relation, step: string, name: NameNode): Relation {
    const reference = this.#readableReference(from, step);
    if (!reference) throw this.#compilation.errors.noSuchRelation(step, name.at);
    if (from.depth >= DEEPEST_PARENT) {
      throw this.#compilation.errors.malformed(
        `SELECT ${name.text}: relationship fields cannot be more than ${DEEPEST_PARENT} levels deep`,
        name.at,
      );
    }
    return this.#join(from, reference);
  }

  #readableReference(from: Relation, step: string): CatalogField | undefined {
    const reference = from.object.parentField(step);
    return reference && this.#compilation.field(from.object, reference.name);
  }

  #join(from: Relation, reference: CatalogField): Relation {
    const path = `${pathOf(from)}.${reference.relationshipName ?? reference.name}`;
    const known = this.#relations.get(path);
    if (known) return known;
    this.#compilation.countParentRelationship(`${this.root.object.name}${path}`);
    const objects = reference.referenceTo.flatMap((name) => this.#compilation.object(name) ?? []);
    const named = reference.referenceTo.length > 1 ? this.#compilation.object('Name') : objects[0];
    if (!named) throw this.#compilation.errors.noSuchRelation(path, { row: 1, column: 1 });
    const targets = objects.map((object) => ({ object, alias: this.#compilation.nextAlias() }));
    const key = columnOf(from, reference, reference.name);
    for (const { object, alias } of targets) this.#joins.push(this.#joinOf(object, alias, key));
    const relation: Relation = {
      object: named,
      targets,
      name: reference.relationshipName ?? reference.name,
      parent: from,
      depth: from.depth + 1,
    };
    this.#relations.set(path, relation);
    return relation;
  }

  /** A parent hidden by sharing joins as if it were not there. */
  #joinOf(object: CatalogObject, alias: string, key: string): Sql {
    const filter = this.#compilation.rowFilter(object, alias);
    const on = sql(` LEFT JOIN ${quoted(object.name)} ${alias} ON ${alias}."Id" = ${key}`);
    return filter ? concat(on, ' AND ', filter) : on;
  }

  #nameRelations(from: readonly FromNode[]): void {
    const [first, ...others] = from;
    this.#named.set(this.root.object.name.toLowerCase(), this.root);
    if (first) {
      const last = first.name.path[first.name.path.length - 1] ?? '';
      this.#named.set(last.toLowerCase(), this.root);
      if (first.alias) this.#named.set(first.alias.text.toLowerCase(), this.root);
    }
    for (const other of others) {
      const relation = this.resolveRelation(other.name);
      if (other.alias) this.#named.set(other.alias.text.toLowerCase(), relation);
    }
  }
}

const pathOf = (relation: Relation): string =>
  relation.parent ? `${pathOf(relation.parent)}.${relation.name}` : '';

/** SQL of the row's id in this relation, null when there is no such parent. */
export const idOf = (relation: Relation): string =>
  coalesce(relation.targets.map(({ alias }) => `${alias}."Id"`));

/** SQL of the API name of the object that the relation's row belongs to. */
export const typeOf = (relation: Relation): string =>
  typeCase(relation, ({ object }) => `'${object.name}'`);

/** SQL of `Owner.Type`: the object's name, but a group that is a queue says Queue. */
const nameType = (relation: Relation): string =>
  typeCase(relation, ({ object, alias }) =>
    object.name === 'Group'
      ? `iif(${alias}."Type" = 'Queue', 'Queue', 'Group')`
      : `'${object.name}'`,
  );

function typeCase(relation: Relation, nameOf: (target: Target) => string): string {
  const branches = relation.targets.map(
    (target) => `WHEN ${target.alias}."Id" IS NOT NULL THEN ${nameOf(target)}`,
  );
  return `CASE ${branches.join(' ')} END`;
}

function columnOf(relation: Relation, field: CatalogField, column: string): string {
  const isName = relation.object.name === 'Name' && relation.parent !== undefined;
  if (!isName) return `${relation.targets[0]?.alias ?? ''}.${quoted(column)}`;
  if (field.name === 'Type') {
    return column === field.name ? nameType(relation) : `lower(${nameType(relation)})`;
  }
  const suffix = column.slice(field.name.length);
  const columns = relation.targets.flatMap(({ object, alias }) => {
    const own = field.name === 'Name' ? object.nameField : object.field(field.name);
    if (!own || !isStored(own)) return [];
    return [`${alias}.${quoted(isFolded(own) ? own.name + suffix : own.name)}`];
  });
  return coalesce(columns);
}

const coalesce = (columns: readonly string[]): string =>
  columns.length === 0
    ? 'NULL'
    : columns.length === 1
      ? (columns[0] ?? 'NULL')
      : `coalesce(${columns.join(', ')})`;
