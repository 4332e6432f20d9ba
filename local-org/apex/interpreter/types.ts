/** Types as interpreted Apex names them: what a variable of one makes of a value, and which there are. */
import { notRun, thrown } from './run.ts';
import type { Run } from './run.ts';
import {
  ApexDecimal,
  ApexList,
  ApexMap,
  ApexMoment,
  ApexSet,
  ApexSObject,
  numberOf,
} from './values.ts';
import type { Value } from './values.ts';

/** `List<Account>` → `list`; `Account[]` reads the same. */
export function baseType(type: string): string {
  if (type.endsWith('[]')) return 'list';
  return (/^[\w.]+/.exec(type)?.[0] ?? type).toLowerCase();
}

const DECIMALS: ReadonlySet<string> = new Set(['decimal', 'double']);

/** What a variable of the type holds after the assignment. */
export function assigned(run: Run, type: string, value: Value): Value {
  const base = baseType(type);
  if (DECIMALS.has(base) && typeof value === 'number') return new ApexDecimal(value);
  const isRecord = run.org.catalog.object(base) !== undefined || base === 'sobject';
  return isRecord && value instanceof ApexList && value.isQueryResult ? onlyRow(value) : value;
}

/** A query result in the place of one record. */
export function onlyRow({ items }: ApexList): Value {
  const [row] = items;
  if (row === undefined) {
    throw thrown('QueryException', 'List has no rows for assignment to SObject');
  }
  if (items.length > 1) {
    throw thrown('QueryException', 'List has more than 1 row for assignment to SObject');
  }
  return row;
}

const SIMPLE_TYPES: ReadonlySet<string> = new Set(
  'blob boolean date datetime decimal double id integer list long map object set sobject string time void'.split(
    ' ',
  ),
);

/** Classes of the platform whose static methods stand in STATIC_METHODS, or that nothing is asked of. */
const PLATFORM_CLASSES: ReadonlySet<string> = new Set(
  'assert database json limits logginglevel math schema system test trigger type url userinfo'.split(
    ' ',
  ),
);

export function isKnownType(run: Run, type: string): boolean {
  const base = baseType(type).replace(/^(system|schema)\./, '');
  return (
    SIMPLE_TYPES.has(base) ||
    PLATFORM_CLASSES.has(base) ||
    base.endsWith('exception') ||
    run.org.catalog.object(base) !== undefined ||
    run.knowsClass(base)
  );
}

export function isInstance(value: Value, type: string): boolean {
  const base = baseType(type);
  if (value === null) return false;
  if (value instanceof ApexSObject) {
    return base === 'sobject' || base === value.type.toLowerCase();
  }
  if (value instanceof ApexList) return base === 'list';
  if (value instanceof ApexMap) return base === 'map';
  if (value instanceof ApexSet) return base === 'set';
  if (value instanceof ApexMoment) return base === value.kind.toLowerCase();
  if (typeof value === 'string') return base === 'string' || base === 'id';
  if (typeof value === 'boolean') return base === 'boolean';
  return numberOf(value) !== null && ['integer', 'long', 'decimal', 'double'].includes(base);
}

/** `(Type) value`. */
export function cast(run: Run, type: string, value: Value): Value {
  const base = baseType(type);
  const number = numberOf(value);
  if (number !== null) {
    if (base === 'integer' || base === 'long') return Math.trunc(number);
    if (DECIMALS.has(base)) return new ApexDecimal(number);
  }
  if (!isKnownType(run, type)) throw notRun(`a cast to ${type}`);
  return assigned(run, type, value);
}
