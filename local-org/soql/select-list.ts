/** Compiles the SELECT list of a plain query to columns and the records made of them. */
import { toJson } from '../data/stored-values.ts';
import { malformedQuery } from '../errors.ts';
import type { Compilation } from './compilation.ts';
import { isDateFunction } from './date-functions.ts';
import { formattedValue, labelOf } from './formats.ts';
import type { Operand } from './operand.ts';
import { compileOperand, nameOf } from './operands.ts';
import type { Row } from './record-shape.ts';
import { RowShapes } from './row-shapes.ts';
import type { ResolvedField, Scope } from './scope.ts';
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
  readonly shapes: RowShapes;
  readonly #compilation: Compilation;
  readonly #scope: Scope;
  #unnamed = 0;

  constructor(compilation: Compilation, scope: Scope) {
    this.#compilation = compilation;
    this.#scope = scope;
    this.shapes = new RowShapes(compilation, scope);
  }

  /** Adds one item that is not a subquery. */
  add(item: Exclude<SelectItemNode, { readonly kind: 'subquery' }>, query: QueryNode): void {
    if (item.kind === 'typeof') {
      addTypeof(this.#compilation, this.#scope, this.shapes, item);
      return;
    }
    const { expression } = item;
    if (expression.kind === 'field') this.#addField(item, expression.name);
    else if (expression.kind === 'call' && expression.functionName === 'fields') {
      this.#addFields(expression, query);
    } else this.#addFunction(item, expression);
  }

  #addField(item: SelectExpressionNode, name: NameNode): void {
    const { alias } = item;
    const resolved = this.#scope.resolve(name);
    if (!alias) {
      this.#set(resolved);
      return;
    }
    this.#compilation.breaks('alias-of-aggregate', () =>
      this.#compilation.errors.malformed('only aggregate expressions use field aliasing', alias.at),
    );
    if (!this.shapes.root.set(alias.text, this.shapes.reader(resolved)))
      throw this.#duplicate(name);
  }

  #set(resolved: ResolvedField): void {
    const added = this.shapes
      .shapeOf(resolved.relation)
      .set(resolved.field.name, this.shapes.reader(resolved));
    if (!added) throw this.#duplicate(resolved.name);
  }

  #duplicate(name: NameNode) {
    return this.#compilation.errors.field(`duplicate field selected: ${name.text}`, name.at);
  }

  /** `FIELDS(ALL)` stands for every field this session may see. */
  #addFields(call: CallNode, query: QueryNode): void {
    const group = call.argument?.kind === 'field' ? call.argument.name : undefined;
    const kind = group?.text.toUpperCase();
    if (!group || (kind !== 'ALL' && kind !== 'STANDARD' && kind !== 'CUSTOM')) {
      throw this.#compilation.errors.malformed(
        'FIELDS function must have a value of ALL, STANDARD or CUSTOM',
        call.at,
      );
    }
    if (kind !== 'STANDARD' && !isBounded(query)) {
      this.#compilation.breaks('bounded-fields', () =>
        malformedQuery(`The SOQL FIELDS function must have a LIMIT of at most ${MOST_FIELDS_ROWS}`),
      );
    }
    const { root } = this.#scope;
    const fields = root.object.fields.filter(
      (field) =>
        this.#compilation.field(root.object, field.name) &&
        (kind === 'ALL' || field.custom === (kind === 'CUSTOM')),
    );
    if (fields.length === 0) {
      throw malformedQuery(`The SOQL FIELDS(${kind}) function found no fields`);
    }
    for (const field of fields) {
      this.#set(
        this.#scope.fieldOf(root, field, { text: field.name, path: [field.name], at: call.at }),
      );
    }
  }

  #addFunction(item: SelectExpressionNode, expression: ExpressionNode): void {
    if (expression.kind === 'call' && isDateFunction(expression.functionName)) {
      const name = nameOf(expression);
      compileOperand(this.#compilation, this.#scope, expression, 'select');
      this.#compilation.breaks('grouped-date-function', () =>
        this.#compilation.errors.malformed(
          `Field must be grouped or aggregated: ${name.text}`,
          name.at,
        ),
      );
    }
    const operand = compileOperand(this.#compilation, this.#scope, expression, 'select');
    const column = this.shapes.columns.add(operand.value);
    const relation = operand.field?.relation ?? this.#scope.root;
    const unnamed = operand.wrapper === 'date' || operand.wrapper === 'distance';
    const shape = item.alias || unnamed ? this.shapes.root : this.shapes.shapeOf(relation);
    const key = item.alias?.text ?? this.#keyOf(operand);
    const read = valueReader(operand, expression, column, this.#compilation.session.timeZone);
    if (!shape.set(key, read)) throw this.#duplicate(operand.name);
  }

  #keyOf(operand: Operand): string {
    const named = operand.wrapper !== 'distance' && operand.wrapper !== 'date';
    if (named && operand.field) return operand.field.field.name;
    this.#unnamed += 1;
    return `expr${this.#unnamed - 1}`;
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
