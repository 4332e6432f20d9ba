/** SOQL's date functions, in SQL. Source: SOQL guide, date functions. */
import type { FieldType } from '../data/definition-types.ts';
import type { Compilation } from './compilation.ts';
import type { Operand } from './operand.ts';
import type { Scope } from './scope.ts';
import { concat, sql, type Sql } from './sql.ts';
import type { CallNode, ExpressionNode } from './syntax.ts';
import { loadTimeZone } from './time-zones.ts';

type DateFunctionSql = (date: Sql) => Sql;

const part =
  (format: string): DateFunctionSql =>
  (date) =>
    concat(`CAST(strftime('${format}', `, date, ') AS INTEGER)');

const month = part('%m');
const year = part('%Y');
const quarter: DateFunctionSql = (date) => concat('((', month(date), ' + 2) / 3)');
/** The first seven days are week one, whatever weekday they begin on. */
const week =
  (format: string): DateFunctionSql =>
  (date) =>
    concat('((', part(format)(date), ' - 1) / 7 + 1)');

/** The local org's fiscal year is the calendar year. */
const FUNCTIONS: ReadonlyMap<string, DateFunctionSql> = new Map<string, DateFunctionSql>([
  ['calendar_month', month],
  ['calendar_quarter', quarter],
  ['calendar_year', year],
  ['day_in_month', part('%d')],
  ['day_in_week', (date) => concat('(', part('%w')(date), ' + 1)')],
  ['day_in_year', part('%j')],
  ['day_only', (date) => concat('date(', date, ')')],
  ['fiscal_month', month],
  ['fiscal_quarter', quarter],
  ['fiscal_year', year],
  ['hour_in_day', part('%H')],
  ['week_in_month', week('%d')],
  ['week_in_year', week('%j')],
]);

const DATETIME_ONLY: ReadonlySet<string> = new Set(['hour_in_day', 'day_only']);

export const isDateFunction = (functionName: string): boolean => FUNCTIONS.has(functionName);

export function dateFunction(compilation: Compilation, scope: Scope, call: CallNode): Operand {
  const build = FUNCTIONS.get(call.functionName);
  const { argument, inUserZone } = unwrapTimeZone(compilation, call);
  if (!build || argument?.kind !== 'field') {
    throw compilation.errors.malformed(`${call.written} needs a date field`, call.at);
  }
  const field = scope.resolve(argument.name);
  const { type } = field.field;
  if (
    type !== 'datetime' &&
    (type !== 'date' || DATETIME_ONLY.has(call.functionName) || inUserZone)
  ) {
    throw compilation.errors.malformed(
      `field ${argument.name.text} does not support date function ${call.written.toUpperCase()}`,
      argument.name.at,
    );
  }
  const value = build(dateText(compilation, field.column, type, inUserZone));
  return {
    value,
    comparable: value,
    type: call.functionName === 'day_only' ? 'date' : 'int',
    field,
    wrapper: 'date',
    name: argument.name,
    dateFunction: call.functionName,
  };
}

function unwrapTimeZone(
  compilation: Compilation,
  call: CallNode,
): { argument: ExpressionNode | undefined; inUserZone: boolean } {
  const { argument } = call;
  if (argument?.kind !== 'call') return { argument, inUserZone: false };
  if (argument.functionName !== 'converttimezone') {
    throw compilation.errors.malformed(`Invalid function: ${argument.written}`, argument.at);
  }
  return { argument: argument.argument, inUserZone: true };
}

/** The date or datetime as text that strftime reads; UTC unless converted. */
function dateText(
  compilation: Compilation,
  column: string,
  type: FieldType,
  inUserZone: boolean,
): Sql {
  if (type === 'date') return sql(column);
  if (!inUserZone) return sql(`datetime(${column} / 1000, 'unixepoch')`);
  const { timeZone } = compilation.session;
  loadTimeZone(compilation.org, timeZone);
  return sql(
    `datetime((${column} + (SELECT utc_offset FROM "$timezone" WHERE zone = ? AND start <= ${column} ORDER BY start DESC LIMIT 1)) / 1000, 'unixepoch')`,
    timeZone,
  );
}
