/** Static methods of the platform's classes that interpreted Apex can call, by `class.method` in lower case. */
import { dml, query } from './records.ts';
import type { DmlVerb } from './records.ts';
import { notRun, nullPointer, thrown } from './run.ts';
import type { Frame, Run, ThrownApex } from './run.ts';
import { ApexDecimal, ApexList, ApexMoment, areEqual, numberOf, textOf } from './values.ts';
import type { Value } from './values.ts';

export interface StaticCall {
  readonly run: Run;
  readonly frame: Frame;
  readonly args: readonly Value[];
  /** The value of a variable that a dynamic query binds. */
  readonly bind: (name: string) => Value;
}

type StaticMethod = (call: StaticCall) => Value;

const today = ({ run }: StaticCall): Value => {
  const now = run.org.clock.now().toISOString().slice(0, 10);
  return new ApexMoment('Date', Date.parse(now));
};

const now = ({ run }: StaticCall): Value =>
  new ApexMoment('Datetime', run.org.clock.now().getTime());

function debug({ run, frame, args }: StaticCall): Value {
  const level = args.length > 1 ? textOf(args[0] ?? null) : 'DEBUG';
  run.log(`USER_DEBUG|[${frame.line}]|${level}|${textOf(args.at(-1) ?? null)}`);
  return null;
}

function failed(message: string): ThrownApex {
  return thrown('AssertException', message);
}

const said = (message: Value | undefined): string =>
  message === undefined || message === null ? '' : `: ${textOf(message)}`;

function assertEquals({ args }: StaticCall): Value {
  const [expected = null, actual = null, message] = args;
  if (areEqual(expected, actual)) return null;
  throw failed(
    `Assertion Failed${said(message)}: Expected: ${textOf(expected)}, Actual: ${textOf(actual)}`,
  );
}

function assertNotEquals({ args }: StaticCall): Value {
  const [expected = null, actual = null, message] = args;
  if (!areEqual(expected, actual)) return null;
  throw failed(`Assertion Failed${said(message)}: Same value: ${textOf(actual)}`);
}

const assertIs =
  (wanted: Value): StaticMethod =>
  ({ args }) => {
    if (areEqual(args[0] ?? null, wanted)) return null;
    throw failed(`Assertion Failed${said(args[1])}`);
  };

function number(value: Value | undefined, type: string): number {
  if (value === null || value === undefined) throw nullPointer();
  const found = numberOf(value) ?? Number(textOf(value).trim() || Number.NaN);
  if (Number.isNaN(found)) throw thrown('TypeException', `Invalid ${type}: ${textOf(value)}`);
  return found;
}

const wholeOf: StaticMethod = ({ args }) => {
  const value = number(args[0], 'integer');
  if (typeof args[0] === 'string' && !Number.isInteger(value)) {
    throw thrown('TypeException', `Invalid integer: ${args[0]}`);
  }
  return Math.trunc(value);
};

const decimalOf: StaticMethod = ({ args }) => new ApexDecimal(number(args[0], 'decimal'));

/** Of the numbers; whole where they all are. */
const math =
  (compute: (...numbers: number[]) => number): StaticMethod =>
  ({ args }) => {
    const result = compute(...args.map((value) => number(value, 'number')));
    return args.every((value) => typeof value === 'number') ? result : new ApexDecimal(result);
  };

const write =
  (verb: DmlVerb): StaticMethod =>
  ({ run, args }) => {
    if (args.length > 1 && args[1] !== true) throw notRun(`Database.${verb} with options`);
    dml(run, verb, args[0] ?? null);
    return null;
  };

const dynamicQuery: StaticMethod = ({ run, args, bind }) =>
  query(run, textOf(args[0] ?? null), bind);

function countQuery(call: StaticCall): Value {
  const found = dynamicQuery(call);
  return found instanceof ApexList ? found.items.length : found;
}

function dateOf({ args }: StaticCall): Value {
  const [year = 0, month = 1, day = 1] = args.map((value) => number(value, 'integer'));
  return new ApexMoment('Date', Date.UTC(year, month - 1, day));
}

const parsedMoment =
  (kind: 'Date' | 'Datetime'): StaticMethod =>
  ({ args }) => {
    const text = textOf(args[0] ?? null);
    const time = Date.parse(kind === 'Date' ? text.slice(0, 10) : `${text.replace(' ', 'T')}Z`);
    if (Number.isNaN(time)) throw thrown('TypeException', `Invalid date: ${text}`);
    return new ApexMoment(kind, time);
  };

const nothing: StaticMethod = () => null;

export const STATIC_METHODS: Readonly<Record<string, StaticMethod>> = {
  'assert.areequal': assertEquals,
  'assert.arenotequal': assertNotEquals,
  'assert.isfalse': assertIs(false),
  'assert.isnull': assertIs(null),
  'assert.istrue': assertIs(true),
  'assert.fail': ({ args }) => {
    throw failed(`Assertion Failed${said(args[0])}`);
  },
  'database.countquery': countQuery,
  'database.delete': write('delete'),
  'database.insert': write('insert'),
  'database.query': dynamicQuery,
  'database.undelete': write('undelete'),
  'database.update': write('update'),
  'database.upsert': write('upsert'),
  'date.newinstance': dateOf,
  'date.today': today,
  'date.valueof': parsedMoment('Date'),
  'datetime.now': now,
  'datetime.valueof': parsedMoment('Datetime'),
  'decimal.valueof': decimalOf,
  'double.valueof': decimalOf,
  'id.valueof': ({ args }) => textOf(args[0] ?? null),
  'integer.valueof': wholeOf,
  'long.valueof': wholeOf,
  'math.abs': math(Math.abs),
  'math.ceil': math(Math.ceil),
  'math.floor': math(Math.floor),
  'math.max': math(Math.max),
  'math.min': math(Math.min),
  'math.mod': math((a, b) => a % b),
  'math.round': ({ args }) => Math.round(number(args[0], 'number')),
  'math.sqrt': ({ args }) => new ApexDecimal(Math.sqrt(number(args[0], 'number'))),
  'string.isblank': ({ args }) => args[0] === null || textOf(args[0] ?? null).trim() === '',
  'string.isempty': ({ args }) => args[0] === null || args[0] === '',
  'string.isnotblank': ({ args }) => args[0] !== null && textOf(args[0] ?? null).trim() !== '',
  'string.isnotempty': ({ args }) => args[0] !== null && args[0] !== '',
  'string.join': ({ args }) => {
    if (!(args[0] instanceof ApexList)) throw notRun('String.join of this type');
    return args[0].items.map(textOf).join(textOf(args[1] ?? null));
  },
  'string.valueof': ({ args }) => textOf(args[0] ?? null),
  'string.escapesinglequotes': ({ args }) => textOf(args[0] ?? null).replace(/(['\\])/g, '\\$1'),
  'system.assert': assertIs(true),
  'system.assertequals': assertEquals,
  'system.assertnotequals': assertNotEquals,
  'system.debug': debug,
  'system.now': now,
  'system.today': today,
  'test.isrunningtest': ({ frame }) => frame.place !== 'AnonymousBlock',
  'test.starttest': nothing,
  'test.stoptest': nothing,
  'userinfo.getuserid': ({ run }) => run.session.userId,
  'userinfo.getname': ({ run }) => userColumn(run, 'Name'),
  'userinfo.getuseremail': ({ run }) => userColumn(run, 'Email'),
  'userinfo.getusername': ({ run }) => userColumn(run, 'Username'),
  'userinfo.getorganizationid': ({ run }) => run.org.id,
  'userinfo.getprofileid': ({ run }) => userColumn(run, 'ProfileId'),
};

function userColumn(run: Run, column: 'Email' | 'Name' | 'ProfileId' | 'Username'): string {
  const row = run.org.db
    .prepare('SELECT "Email", "Name", "ProfileId", "Username" FROM "User" WHERE "Id" = ?')
    .get(run.session.userId) as Readonly<Record<typeof column, string>>;
  return row[column];
}
