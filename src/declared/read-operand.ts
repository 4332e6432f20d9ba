/** A path or function of a statement → the subject it names, found in the model. */

import type { DescribeFieldType } from '../model/describe-types.ts';
import type { FieldModel, ObjectModel, ParentModel } from '../model/org-model.ts';
import { findByName } from '../model/resolve-path.ts';
import { MAX_PARENT_DEPTH } from '../soql/limits.ts';
import {
  AGGREGATE_FUNCTIONS,
  DATE_FUNCTIONS,
  type AggregateFunction,
  type DateFunction,
} from '../soql/nodes.ts';
import type {
  CallSyntax,
  NameSyntax,
  OperandSyntax,
  PathSyntax,
} from '../soql/statement-syntax.ts';
import type { CrossedParent, Subject } from './condition-template.ts';
import { errorAt, findMember, unknownName, type QueryScope } from './query-scope.ts';

/** @throws DeclaredError for a name the model does not hold, or a function that takes something else. */
export function readOperand(scope: QueryScope, operand: OperandSyntax): Subject {
  return operand.kind === 'path' ? readPath(scope, operand.path) : readCall(scope, operand);
}

/** A path to a field, through parents. */
export function readPath(scope: QueryScope, written: PathSyntax): Subject {
  const path = withoutAlias(scope, written);
  const last = path.at(-1);
  if (last === undefined) throw new TypeError('A path has no names.');
  if (path.length > MAX_PARENT_DEPTH + 1) {
    throw errorAt(scope.source, last.at, `SOQL follows at most ${MAX_PARENT_DEPTH} parents.`);
  }
  const crossed: CrossedParent[] = [];
  const reads: Subject['reads'][number][] = [];
  const names: string[] = [];
  let object = scope.object;
  for (const [index, step] of path.slice(0, -1).entries()) {
    const parent = findParent(scope, object, step);
    names.push(parent.name);
    reads.push({ object: object.name, field: parent.foreignKey });
    crossed.push({ path: [...names], objects: parent.targets, polymorphic: parent.polymorphic });
    if (parent.polymorphic) {
      if (index < path.length - 2) throw errorAt(scope.source, step.at, polymorphicHint(parent));
      return polymorphicSubject(scope, parent, last, { names, reads, crossed });
    }
    object = targetOf(scope, parent, step);
  }
  const field = findField(scope, object, last);
  return {
    operand: { kind: 'field', path: [...names, field.name] },
    field,
    type: field.type,
    reads: [...reads, { object: object.name, field: field.name }],
    crossed,
  };
}

export function findParent(scope: QueryScope, object: ObjectModel, step: NameSyntax): ParentModel {
  const parent = findByName(object.parents, step.text);
  if (parent !== undefined) return parent;
  const asField = findByName(object.fields, step.text);
  const problem =
    asField === undefined
      ? `${object.name} has no parent ${step.text}, or it leads to no object that objects: names.`
      : `${asField.name} is a field of ${object.name} and leads to no parent.`;
  throw unknownName(scope, step, [...object.parents.keys()], problem);
}

export function findField(scope: QueryScope, object: ObjectModel, name: NameSyntax): FieldModel {
  const parent = findByName(object.parents, name.text);
  return findMember(
    scope,
    object.fields,
    name,
    parent === undefined
      ? `There is no field ${object.name}.${name.text}.`
      : `${parent.name} is a parent of ${object.name}: name one of its fields.`,
  );
}

export function targetOf(scope: QueryScope, parent: ParentModel, step: NameSyntax): ObjectModel {
  const target = scope.model.objects.get(parent.targets[0] ?? '');
  if (target !== undefined) return target;
  throw errorAt(scope.source, step.at, `${parent.name} leads to no object that objects: names.`);
}

/** `c.Name` in `FROM Contact c` is `Name`. */
export function withoutAlias(scope: QueryScope, path: PathSyntax): PathSyntax {
  const [first] = path;
  if (path.length < 2 || first === undefined) return path;
  const name = first.text.toLowerCase();
  const isAlias = scope.alias !== null && name === scope.alias.toLowerCase();
  const isOwnName =
    name === scope.object.name.toLowerCase() && !scope.object.parents.has(first.text);
  return isAlias || isOwnName ? path.slice(1) : path;
}

/** Whether it is a figure of many rows. */
export function isFigure({ operand }: Subject): boolean {
  return operand.kind === 'call' && isAggregateName(operand.fn);
}

export function isAggregateName(name: string): name is AggregateFunction {
  return AGGREGATE_FUNCTIONS.some((fn) => fn === name);
}

export function isDateName(name: string): name is DateFunction {
  return DATE_FUNCTIONS.some((fn) => fn === name);
}

/** The only argument of a function, which must be a path. */
export function onlyPath(scope: QueryScope, call: CallSyntax): PathSyntax {
  const [argument, ...others] = call.args;
  if (argument?.kind === 'path' && others.length === 0) return argument.path;
  throw errorAt(scope.source, call.fn.at, `${call.fn.text}() takes one field here.`);
}

// Private:

function polymorphicHint(parent: ParentModel): string {
  return `${parent.name} can be of several objects: read its fields by TYPEOF.`;
}

/** SOQL knows a parent of several objects by the fields of Name; here by those two that every one of them has. */
function polymorphicSubject(
  scope: QueryScope,
  parent: ParentModel,
  last: NameSyntax,
  way: {
    readonly names: readonly string[];
    readonly reads: Subject['reads'];
    readonly crossed: readonly CrossedParent[];
  },
): Subject {
  const column = ['Name', 'Type'].find((name) => name.toLowerCase() === last.text.toLowerCase());
  if (column === undefined) {
    throw errorAt(
      scope.source,
      last.at,
      `Of ${parent.name}, which can be of several objects, only Name and Type can be used here.`,
    );
  }
  const field = parent.targets
    .map((target) => scope.model.objects.get(target)?.fields.get('Name'))
    .find((found) => found !== undefined);
  if (field === undefined) throw errorAt(scope.source, last.at, polymorphicHint(parent));
  return {
    operand: { kind: 'field', path: [...way.names, column] },
    field,
    type: 'string',
    reads: [
      ...way.reads,
      ...(column === 'Name' ? parent.targets.map((object) => ({ object, field: 'Name' })) : []),
    ],
    crossed: way.crossed,
  };
}

const NUMERIC: ReadonlySet<string> = new Set(['int', 'long', 'double', 'currency', 'percent']);
const NOT_COUNTABLE: ReadonlySet<string> = new Set([
  ...['base64', 'boolean', 'time', 'address', 'location', 'encryptedstring', 'multipicklist'],
]);

function readCall(scope: QueryScope, call: CallSyntax): Subject {
  const name = call.fn.text.toUpperCase();
  if (!isAggregateName(name) && !isDateName(name) && name !== 'GROUPING') {
    throw errorAt(scope.source, call.fn.at, `The function ${call.fn.text}() cannot be used here.`);
  }
  if (call.args.length === 0 && name === 'COUNT') {
    throw errorAt(scope.source, call.fn.at, 'COUNT() stands alone in SELECT; use COUNT(Id) here.');
  }
  const zoned = isDateName(name) ? onlyCall(call, 'CONVERTTIMEZONE') : null;
  const subject = readPath(scope, onlyPath(scope, zoned ?? call));
  const isUnzoned = zoned !== null && subject.type !== 'datetime';
  const type = isUnzoned ? null : callType(name, subject.field, subject.type);
  if (type === null) {
    throw errorAt(
      scope.source,
      call.fn.at,
      `${(isUnzoned ? zoned : call).fn.text}() cannot be taken of ${subject.field.name}, which is of type ${subject.type}.`,
    );
  }
  const { path } = subject.operand;
  const inner = zoned === null ? {} : ({ inner: 'convertTimezone' } as const);
  return { ...subject, operand: { kind: 'call', fn: name, path, ...inner }, type };
}

function onlyCall({ args: [argument, ...others] }: CallSyntax, name: string): CallSyntax | null {
  const isIt = argument?.kind === 'call' && argument.fn.text.toUpperCase() === name;
  return isIt && others.length === 0 ? argument : null;
}

/** Type of what the function answers; null where it does not take the field. */
function callType(
  name: AggregateFunction | DateFunction | 'GROUPING',
  field: FieldModel,
  type: DescribeFieldType,
): DescribeFieldType | null {
  switch (name) {
    case 'GROUPING':
      return 'int';
    case 'COUNT':
    case 'COUNT_DISTINCT':
      return field.aggregatable && !NOT_COUNTABLE.has(type) ? 'int' : null;
    case 'SUM':
    case 'AVG':
      return NUMERIC.has(type) ? 'double' : null;
    case 'MIN':
    case 'MAX':
      return field.aggregatable && !NOT_COUNTABLE.has(type) ? type : null;
    case 'DAY_ONLY':
      return type === 'datetime' ? 'date' : null;
    case 'HOUR_IN_DAY':
      return type === 'datetime' ? 'int' : null;
    default:
      return type === 'date' || type === 'datetime' ? 'int' : null;
  }
}
