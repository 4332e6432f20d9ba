/** Compiles the SELECT list of a plain query to columns and the records made of them. */
import type { CatalogField } from '../data/definition-types.ts';
import { compoundJson, compoundParts, recordUrl } from '../data/record-json.ts';
import { toJson, type JsonValue } from '../data/stored-values.ts';
import { malformedQuery } from '../errors.ts';
import type { Compilation } from './compilation.ts';
import { isDateFunction } from './date-functions.ts';
import { formattedValue, labelOf } from './formats.ts';
import { compileOperand, nameOf, type Operand } from './operands.ts';
import { ColumnList, RecordShape, type EntryReader, type Row } from './record-shape.ts';
import { idOf, typeOf, type Relation, type ResolvedField, type Scope } from './scope.ts';
import { sql } from './sql.ts';
import type {
  CallNode,
  ConditionNode,
  ExpressionNode,
  NameNode,
  QueryNode,
  SelectExpressionNode,
  SelectItemNode,
} from './syntax.ts';
import { addTypeof } from './typeof.ts';

/** Rows that FIELDS(ALL) and FIELDS(CUSTOM) may return. */
const MOST_FIELDS_ROWS = 200;

export class SelectList {
  readonly columns = new ColumnList();
  readonly shape: RecordShape;
  readonly compilation: Compilation;
  readonly scope: Scope;
  /** Long text fields of the list; several of them make pages small. */
  longTextFields = 0;
  #unnamed = 0;
  readonly #shapes = new Map<Relation, RecordShape>();

  constructor(compilation: Compilation, scope: Scope) {
    this.compilation = compilation;
    this.scope = scope;
    const { object } = scope.root;
    const id = this.columns.add(sql(`${scope.rootAlias}."Id"`));
    this.shape = new RecordShape(compilation.session, id, () => ({
      shown: object.name,
      actual: object.name,
    }));
    this.#shapes.set(scope.root, this.shape);
  }

  /** Adds one item that is not a subquery. */
  add(item: Exclude<SelectItemNode, { readonly kind: 'subquery' }>, query: QueryNode): void {
    if (item.kind === 'typeof') {
      addTypeof(this, item);
      return;
    }
    const { expression } = item;
    if (expression.kind === 'field') this.#addField(item, expression.name);
    else if (expression.kind === 'call' && expression.functionName === 'fields') {
      this.#addFields(expression, query);
    } else this.#addFunction(item, expression);
  }

  /** The shape that holds the fields of a relation, nested in its parents' shapes. */
  shapeOf(relation: Relation): RecordShape {
    const known = this.#shapes.get(relation);
    if (known || !relation.parent) return known ?? this.shape;
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
    return new RecordShape(this.compilation.session, id, (row) => {
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
    const { session } = this.compilation;
    return (row) =>
      row[column] === null
        ? null
        : `${recordUrl(session, relation.object.name, String(row[id]))}/${field.name}`;
  }

  #addField(item: SelectExpressionNode, name: NameNode): void {
    const { alias } = item;
    const resolved = this.scope.resolve(name);
    if (!alias) {
      this.#set(resolved);
      return;
    }
    this.compilation.breaks('alias-of-aggregate', () =>
      this.compilation.errors.malformed('only aggregate expressions use field aliasing', alias.at),
    );
    if (!this.shape.set(alias.text, this.reader(resolved))) throw this.#duplicate(name);
  }

  #set(resolved: ResolvedField): void {
    const added = this.shapeOf(resolved.relation).set(resolved.field.name, this.reader(resolved));
    if (!added) throw this.#duplicate(resolved.name);
  }

  #duplicate(name: NameNode) {
    return this.compilation.errors.field(`duplicate field selected: ${name.text}`, name.at);
  }

  /** `FIELDS(ALL)` stands for every field this session may see. */
  #addFields(call: CallNode, query: QueryNode): void {
    const group = call.argument?.kind === 'field' ? call.argument.name : undefined;
    const kind = group?.text.toUpperCase();
    if (!group || (kind !== 'ALL' && kind !== 'STANDARD' && kind !== 'CUSTOM')) {
      throw this.compilation.errors.malformed(
        'FIELDS function must have a value of ALL, STANDARD or CUSTOM',
        call.at,
      );
    }
    if (kind !== 'STANDARD' && !isBounded(query)) {
      this.compilation.breaks('bounded-fields', () =>
        malformedQuery(`The SOQL FIELDS function must have a LIMIT of at most ${MOST_FIELDS_ROWS}`),
      );
    }
    const { root } = this.scope;
    const fields = root.object.fields.filter(
      (field) =>
        this.compilation.field(root.object, field.name) &&
        (kind === 'ALL' || field.custom === (kind === 'CUSTOM')),
    );
    if (fields.length === 0) {
      throw malformedQuery(`The SOQL FIELDS(${kind}) function found no fields`);
    }
    for (const field of fields) {
      this.#set(
        this.scope.fieldOf(root, field, { text: field.name, path: [field.name], at: call.at }),
      );
    }
  }

  #addFunction(item: SelectExpressionNode, expression: ExpressionNode): void {
    if (expression.kind === 'call' && isDateFunction(expression.functionName)) {
      const name = nameOf(expression);
      compileOperand(this.compilation, this.scope, expression, 'select');
      this.compilation.breaks('grouped-date-function', () =>
        this.compilation.errors.malformed(
          `Field must be grouped or aggregated: ${name.text}`,
          name.at,
        ),
      );
    }
    const operand = compileOperand(this.compilation, this.scope, expression, 'select');
    const column = this.columns.add(operand.value);
    const relation = operand.field?.relation ?? this.scope.root;
    const unnamed = operand.wrapper === 'date' || operand.wrapper === 'distance';
    const shape = item.alias || unnamed ? this.shape : this.shapeOf(relation);
    const key = item.alias?.text ?? this.#keyOf(operand);
    const read = valueReader(operand, expression, column, this.compilation.session.timeZone);
    if (!shape.set(key, read)) throw this.#duplicate(operand.name);
  }

  #keyOf(operand: Operand): string {
    const named = operand.wrapper !== 'distance' && operand.wrapper !== 'date';
    if (named && operand.field) return operand.field.field.name;
    this.#unnamed += 1;
    return `expr${this.#unnamed - 1}`;
  }

  #compoundReader(resolved: ResolvedField): EntryReader {
    const { field, relation, name } = resolved;
    const parts = compoundParts(relation.object, field).map(({ key, part }) => {
      const column = this.columns.add(sql(this.scope.fieldOf(relation, part, name).column));
      return { key, part, column };
    });
    return (row) => {
      const values: Record<string, JsonValue> = {};
      for (const { key, part, column } of parts) values[key] = toJson(part, row[column] ?? null);
      return compoundJson(field, values);
    };
  }
}

/** Bounded by LIMIT, or by naming at most as many ids. */
function isBounded(query: QueryNode): boolean {
  if ((query.limit ?? Infinity) <= MOST_FIELDS_ROWS) return true;
  const ids = query.where ? namedIds(query.where) : undefined;
  return ids !== undefined && ids <= MOST_FIELDS_ROWS;
}

/** How many ids a condition allows at most; undefined when it does not bound them. */
function namedIds(condition: ConditionNode): number | undefined {
  if (condition.kind === 'and' || condition.kind === 'or') {
    const bounds = condition.operands.map(namedIds);
    const known = bounds.filter((bound) => bound !== undefined);
    if (condition.kind === 'and') return known.length > 0 ? Math.min(...known) : undefined;
    return known.length === bounds.length
      ? known.reduce((sum, bound) => sum + bound, 0)
      : undefined;
  }
  if (condition.kind !== 'comparison' && condition.kind !== 'in') return undefined;
  const isId = condition.left.kind === 'field' && condition.left.name.text.toLowerCase() === 'id';
  if (!isId) return undefined;
  if (condition.kind === 'in') return condition.negated ? undefined : condition.values.length;
  return condition.operator === '=' ? 1 : undefined;
}

/** How a function's value is read; FORMAT goes by the type of what it formats. */
export function valueReader(
  operand: Operand,
  expression: ExpressionNode,
  column: number,
  timeZone: string,
): (row: Row) => unknown {
  const field = operand.field?.field;
  const wrappers = wrappersOf(expression);
  return (row) => {
    const value = row[column] ?? null;
    if (wrappers.has('format')) {
      if (field && wrappers.has('tolabel')) return labelOf(field, value);
      return formattedValue(operand.type, field?.scale ?? 0, value, timeZone);
    }
    if (field && wrappers.has('tolabel')) return labelOf(field, value);
    if (field && operand.wrapper !== 'date' && operand.wrapper !== 'distance') {
      return toJson(field, value);
    }
    return value;
  };
}

function wrappersOf(expression: ExpressionNode): ReadonlySet<string> {
  const names = new Set<string>();
  for (
    let node: ExpressionNode | undefined = expression;
    node?.kind === 'call';
    node = node.argument
  ) {
    names.add(node.functionName);
  }
  return names;
}

/** Encrypted text shows only what its mask leaves. */
function masked(field: CatalogField, value: Row[number] | undefined): JsonValue {
  return typeof value === 'string' ? (field.mask ?? '*').repeat(value.length) : null;
}
