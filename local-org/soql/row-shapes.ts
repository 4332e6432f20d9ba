/** The columns of one level's SELECT and the records made of them, one shape per relation. */
import type { CatalogField } from '../data/definition-types.ts';
import { compoundJson, compoundParts, recordUrl } from '../data/record-json.ts';
import { toJson, type JsonValue } from '../data/stored-values.ts';
import { malformedQuery } from '../errors.ts';
import type { Compilation } from './compilation.ts';
import { ColumnList, RecordShape, type EntryReader, type Row } from './record-shape.ts';
import { idOf, typeOf, type Relation, type ResolvedField, type Scope } from './scope.ts';
import { sql } from './sql.ts';

export class RowShapes {
  readonly columns = new ColumnList();
  readonly root: RecordShape;
  /** Long text fields that are read; several of them make pages small. */
  longTextFields = 0;
  readonly #compilation: Compilation;
  readonly #scope: Scope;
  readonly #shapes = new Map<Relation, RecordShape>();

  constructor(compilation: Compilation, scope: Scope) {
    this.#compilation = compilation;
    this.#scope = scope;
    const { object } = scope.root;
    const id = this.columns.add(sql(`${scope.rootAlias}."Id"`));
    this.root = new RecordShape(compilation.session, id, () => ({
      shown: object.name,
      actual: object.name,
    }));
    this.#shapes.set(scope.root, this.root);
  }

  /** The shape that holds the fields of a relation, nested in its parents' shapes. */
  shapeOf(relation: Relation): RecordShape {
    const known = this.#shapes.get(relation);
    if (known || !relation.parent) return known ?? this.root;
    const shape = this.shapeOf(relation.parent).parent(relation.name, () =>
      this.newShape(relation, relation.object.name),
    );
    if (!shape) throw malformedQuery(`duplicate alias: ${relation.name}`);
    this.#shapes.set(relation, shape);
    return shape;
  }

  /** A shape for a relation's rows, shown under this type name. */
  newShape(relation: Relation, shown: string | undefined): RecordShape {
    const id = this.columns.add(sql(idOf(relation)));
    const only = relation.targets.length === 1 ? relation.targets[0]?.object.name : undefined;
    const type = only === undefined ? this.columns.add(sql(typeOf(relation))) : -1;
    return new RecordShape(this.#compilation.session, id, (row) => {
      const actual = only ?? String(row[type]);
      return { shown: shown ?? actual, actual };
    });
  }

  /** How a field's value is read from a row; compound values from several columns. */
  reader(resolved: ResolvedField): EntryReader {
    const { field, relation } = resolved;
    if (field.type === 'address' || field.type === 'location')
      return this.#compoundReader(resolved);
    const column = this.columns.add(sql(resolved.column));
    if (field.type === 'textarea' && !field.filterable) this.longTextFields += 1;
    if (field.type === 'encryptedstring') return (row) => masked(field, row[column] ?? null);
    if (field.type !== 'base64') return (row) => toJson(field, row[column] ?? null);
    const id = this.columns.add(sql(idOf(relation)));
    const { session } = this.#compilation;
    return (row) =>
      row[column] === null
        ? null
        : `${recordUrl(session, relation.object.name, String(row[id]))}/${field.name}`;
  }

  #compoundReader(resolved: ResolvedField): EntryReader {
    const { field, relation, name } = resolved;
    const parts = compoundParts(relation.object, field).map(({ key, part }) => {
      const column = this.columns.add(sql(this.#scope.fieldOf(relation, part, name).column));
      return { key, part, column };
    });
    return (row) => {
      const values: Record<string, JsonValue> = {};
      for (const { key, part, column } of parts) values[key] = toJson(part, row[column] ?? null);
      return compoundJson(field, values);
    };
  }
}

/** Encrypted text shows only what its mask leaves. */
function masked(field: CatalogField, value: Row[number] | undefined): JsonValue {
  return typeof value === 'string' ? (field.mask ?? '*').repeat(value.length) : null;
}
