/** Methods of values that interpreted Apex can call: text, lists, sets, maps, records, dates, exceptions. */
import { orderOf } from './operators.ts';
import { notRun, nullPointer, thrown } from './run.ts';
import {
  ApexDecimal,
  ApexExceptionValue,
  ApexList,
  ApexMap,
  ApexMoment,
  ApexSet,
  ApexSObject,
  areEqual,
  keyOf,
  numberOf,
  textOf,
} from './values.ts';
import type { Value } from './values.ts';

const DAY = 86_400_000;

export function callMethod(target: Value, name: string, args: readonly Value[]): Value {
  if (target === null) throw nullPointer();
  const result = dispatch(target, name.toLowerCase(), args);
  if (result === undefined) throw notRun(`the method ${name}`);
  return result;
}

/** undefined: the value has no such method here. */
function dispatch(
  target: NonNullable<Value>,
  name: string,
  args: readonly Value[],
): Value | undefined {
  if (typeof target === 'string') return ofText(target, name, args);
  if (typeof target === 'boolean') return undefined;
  if (target instanceof ApexList) return ofList(target, name, args);
  if (target instanceof ApexSet) return ofSet(target, name, args);
  if (target instanceof ApexMap) return ofMap(target, name, args);
  if (target instanceof ApexSObject) return ofRecord(target, name, args);
  if (target instanceof ApexMoment) return ofMoment(target, name, args);
  if (target instanceof ApexExceptionValue) return ofException(target, name);
  return ofNumber(target, name, args);
}

const text = (value: Value | undefined): string => {
  if (value === null || value === undefined) throw nullPointer();
  return textOf(value);
};

const whole = (value: Value | undefined): number => {
  const number = numberOf(value ?? null);
  if (number === null) throw nullPointer();
  return Math.trunc(number);
};

function ofText(target: string, name: string, args: readonly Value[]): Value | undefined {
  const [first, second] = args;
  switch (name) {
    case 'length':
      return target.length;
    case 'touppercase':
      return target.toUpperCase();
    case 'tolowercase':
      return target.toLowerCase();
    case 'trim':
      return target.trim();
    case 'capitalize':
      return target.charAt(0).toUpperCase() + target.slice(1);
    case 'reverse':
      return Array.from(target).reverse().join('');
    case 'contains':
      return target.includes(text(first));
    case 'startswith':
      return target.startsWith(text(first));
    case 'endswith':
      return target.endsWith(text(first));
    case 'indexof':
      return target.indexOf(text(first));
    case 'lastindexof':
      return target.lastIndexOf(text(first));
    case 'equals':
      return target === first;
    case 'equalsignorecase':
      return areEqual(target, first ?? null);
    case 'replace':
      return target.replaceAll(text(first), text(second));
    case 'split':
      return new ApexList(target.split(new RegExp(text(first))));
    case 'substring':
      return substring(target, whole(first), second === undefined ? target.length : whole(second));
    case 'left':
      return target.slice(0, whole(first));
    case 'right':
      return target.slice(Math.max(0, target.length - whole(first)));
    default:
      return undefined;
  }
}

function substring(target: string, from: number, to: number): string {
  if (from < 0 || to > target.length || from > to) {
    throw thrown('StringException', 'Starting position out of bounds: ' + String(from));
  }
  return target.slice(from, to);
}

function ofList(target: ApexList, name: string, args: readonly Value[]): Value | undefined {
  const { items } = target;
  const [first = null, second = null] = args;
  switch (name) {
    case 'add':
      if (args.length > 1) items.splice(whole(first), 0, second);
      else items.push(first);
      return null;
    case 'addall':
      items.push(...itemsOf(first));
      return null;
    case 'get':
      return itemAt(target, whole(first));
    case 'set':
      itemAt(target, whole(first));
      items[whole(first)] = second;
      return null;
    case 'size':
      return items.length;
    case 'isempty':
      return items.length === 0;
    case 'contains':
      return items.some((item) => areEqual(item, first));
    case 'indexof':
      return items.findIndex((item) => areEqual(item, first));
    case 'remove': {
      const removed = itemAt(target, whole(first));
      items.splice(whole(first), 1);
      return removed;
    }
    case 'clear':
      items.length = 0;
      return null;
    case 'sort':
      items.sort(orderOf);
      return null;
    case 'clone':
      return new ApexList([...items]);
    default:
      return undefined;
  }
}

export function itemAt({ items }: ApexList, index: number): Value {
  const item = items[index];
  if (item === undefined) throw thrown('ListException', `List index out of bounds: ${index}`);
  return item;
}

/** What a loop goes through, or addAll takes. */
export function itemsOf(value: Value): readonly Value[] {
  if (value === null) throw nullPointer();
  if (value instanceof ApexList) return [...value.items];
  if (value instanceof ApexSet) return [...value.entries.values()];
  throw notRun('going through a value of this type');
}

function ofSet(target: ApexSet, name: string, args: readonly Value[]): Value | undefined {
  const [first = null] = args;
  const { entries } = target;
  const before = entries.size;
  switch (name) {
    case 'add':
      entries.set(keyOf(first), first);
      return entries.size > before;
    case 'addall':
      for (const item of itemsOf(first)) entries.set(keyOf(item), item);
      return entries.size > before;
    case 'contains':
      return entries.has(keyOf(first));
    case 'remove':
      return entries.delete(keyOf(first));
    case 'size':
      return before;
    case 'isempty':
      return before === 0;
    default:
      return undefined;
  }
}

function ofMap(target: ApexMap, name: string, args: readonly Value[]): Value | undefined {
  const [first = null, second = null] = args;
  const { entries } = target;
  switch (name) {
    case 'put': {
      const before = entries.get(keyOf(first))?.[1] ?? null;
      target.put(first, second);
      return before;
    }
    case 'get':
      return entries.get(keyOf(first))?.[1] ?? null;
    case 'containskey':
      return entries.has(keyOf(first));
    case 'keyset':
      return new ApexSet([...entries.values()].map(([key]) => key));
    case 'values':
      return new ApexList([...entries.values()].map(([, value]) => value));
    case 'remove': {
      const before = entries.get(keyOf(first))?.[1] ?? null;
      entries.delete(keyOf(first));
      return before;
    }
    case 'size':
      return entries.size;
    case 'isempty':
      return entries.size === 0;
    default:
      return undefined;
  }
}

function ofRecord(target: ApexSObject, name: string, args: readonly Value[]): Value | undefined {
  const field = text(args[0] ?? '');
  const known = [...target.fields.keys()].find((key) => key.toLowerCase() === field.toLowerCase());
  switch (name) {
    case 'get':
      return target.fields.get(known ?? '') ?? null;
    case 'put':
      target.fields.set(known ?? field, args[1] ?? null);
      return null;
    case 'clone': {
      const fields = new Map(target.fields);
      fields.delete('Id');
      return new ApexSObject(target.type, fields);
    }
    default:
      return undefined;
  }
}

function ofMoment(target: ApexMoment, name: string, args: readonly Value[]): Value | undefined {
  const date = new Date(target.time);
  const moved = (time: number) => new ApexMoment(target.kind, time);
  const shifted = (months: number) =>
    moved(new Date(date).setUTCMonth(date.getUTCMonth() + months));
  switch (name) {
    case 'adddays':
      return moved(target.time + whole(args[0]) * DAY);
    case 'addhours':
      return moved(target.time + whole(args[0]) * 3_600_000);
    case 'addminutes':
      return moved(target.time + whole(args[0]) * 60_000);
    case 'addmonths':
      return shifted(whole(args[0]));
    case 'addyears':
      return shifted(12 * whole(args[0]));
    case 'year':
      return date.getUTCFullYear();
    case 'month':
      return date.getUTCMonth() + 1;
    case 'day':
      return date.getUTCDate();
    case 'gettime':
      return target.time;
    case 'date':
      return new ApexMoment('Date', Math.floor(target.time / DAY) * DAY);
    case 'daysbetween':
      return args[0] instanceof ApexMoment
        ? Math.round((args[0].time - target.time) / DAY)
        : undefined;
    default:
      return undefined;
  }
}

function ofException(target: ApexExceptionValue, name: string): Value | undefined {
  switch (name) {
    case 'getmessage':
      return target.message;
    case 'gettypename':
      return target.type;
    case 'getstacktracestring':
      return target.trace;
    default:
      return undefined;
  }
}

function ofNumber(
  target: number | ApexDecimal,
  name: string,
  args: readonly Value[],
): Value | undefined {
  const number = numberOf(target) ?? 0;
  switch (name) {
    case 'intvalue':
    case 'longvalue':
      return Math.trunc(number);
    case 'doublevalue':
      return new ApexDecimal(number);
    case 'round':
      return Math.round(number);
    case 'setscale':
      return new ApexDecimal(Number(number.toFixed(whole(args[0]))));
    case 'format':
      return number.toLocaleString('en-US');
    default:
      return undefined;
  }
}
