/** Values as interpreted Apex holds them, and the text that System.debug shows of each. */

/** Integer and Long are JavaScript numbers; these are not, so that 1 / 2 is 0 and 1.0 / 2 is 0.5. */
export class ApexDecimal {
  readonly number: number;

  constructor(number: number) {
    this.number = number;
  }
}

export class ApexMoment {
  readonly kind: 'Date' | 'Datetime';
  /** Milliseconds since the epoch. */
  readonly time: number;

  constructor(kind: 'Date' | 'Datetime', time: number) {
    this.kind = kind;
    this.time = time;
  }
}

export class ApexList {
  readonly items: Value[];
  /** A query's result may be assigned to one record, or asked for its one row's fields. */
  readonly isQueryResult: boolean;

  constructor(items: Value[], isQueryResult = false) {
    this.items = items;
    this.isQueryResult = isQueryResult;
  }
}

export class ApexSet {
  readonly entries = new Map<string, Value>();

  constructor(items: readonly Value[] = []) {
    for (const item of items) this.entries.set(keyOf(item), item);
  }
}

export class ApexMap {
  readonly entries = new Map<string, readonly [Value, Value]>();

  put(key: Value, value: Value): void {
    this.entries.set(keyOf(key), [key, value]);
  }
}

export class ApexSObject {
  readonly type: string;
  /** By the field's own name. */
  readonly fields: Map<string, Value>;
  /** Fields that a query did not ask for may not be read. */
  readonly isQueried: boolean;

  constructor(type: string, fields: Map<string, Value> = new Map(), isQueried = false) {
    this.type = type;
    this.fields = fields;
    this.isQueried = isQueried;
  }
}

/** An exception as a value: what `catch` binds and `throw` takes. */
export class ApexExceptionValue {
  readonly type: string;
  readonly message: string;
  /** Where it was thrown; empty until then. */
  readonly trace: string;

  constructor(type: string, message: string, trace = '') {
    this.type = type;
    this.message = message;
    this.trace = trace;
  }
}

export type Value =
  | null
  | boolean
  | number
  | string
  | ApexDecimal
  | ApexMoment
  | ApexList
  | ApexSet
  | ApexMap
  | ApexSObject
  | ApexExceptionValue;

/** Strings in sets and maps, unlike those in comparisons, know upper from lower case. */
export const keyOf = (value: Value): string => `${typeof value}:${textOf(value)}`;

/** As `String.valueOf` and string concatenation give it. */
export function textOf(value: Value): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return String(value);
  if (value instanceof ApexDecimal) return decimalText(value.number);
  if (value instanceof ApexMoment) return momentText(value);
  if (value instanceof ApexList) return `(${value.items.map(textOf).join(', ')})`;
  if (value instanceof ApexSet) return `{${[...value.entries.values()].map(textOf).join(', ')}}`;
  if (value instanceof ApexMap) return `{${pairs([...value.entries.values()])}}`;
  if (value instanceof ApexSObject) return `${value.type}:{${pairs([...value.fields])}}`;
  return `${value.type}: ${value.message}`;
}

const pairs = (entries: readonly (readonly [Value, Value])[]): string =>
  entries.map(([key, value]) => `${textOf(key)}=${textOf(value)}`).join(', ');

const decimalText = (number: number): string =>
  Number.isInteger(number) ? number.toFixed(1) : String(number);

function momentText({ kind, time }: ApexMoment): string {
  const iso = new Date(time).toISOString();
  return kind === 'Date' ? `${iso.slice(0, 10)} 00:00:00` : iso.slice(0, 19).replace('T', ' ');
}

export const numberOf = (value: Value): number | null => {
  if (typeof value === 'number') return value;
  return value instanceof ApexDecimal ? value.number : null;
};

/** `==` of Apex: strings without regard to case, everything else by value. */
export function areEqual(left: Value, right: Value): boolean {
  if (typeof left === 'string' && typeof right === 'string') {
    return left.toLowerCase() === right.toLowerCase();
  }
  const numbers = [numberOf(left), numberOf(right)] as const;
  if (numbers[0] !== null && numbers[1] !== null) return numbers[0] === numbers[1];
  if (left === null || right === null) return left === right;
  return typeof left === 'object' && typeof right === 'object'
    ? left === right || (left.constructor === right.constructor && textOf(left) === textOf(right))
    : left === right;
}
