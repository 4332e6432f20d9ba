/** SOQL's relative dates. @see https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_dateformats.htm */

const PLAIN_UNITS = ['WEEK', 'MONTH', 'QUARTER', 'YEAR', 'FISCAL_QUARTER', 'FISCAL_YEAR'];

const PLAIN_LITERALS: ReadonlySet<string> = new Set([
  ...['YESTERDAY', 'TODAY', 'TOMORROW', 'LAST_90_DAYS', 'NEXT_90_DAYS'],
  ...PLAIN_UNITS.flatMap((unit) => [`LAST_${unit}`, `THIS_${unit}`, `NEXT_${unit}`]),
]);

const COUNTED_UNIT = '(?:DAYS|WEEKS|MONTHS|QUARTERS|YEARS|FISCAL_QUARTERS|FISCAL_YEARS)';

const COUNTED_LITERAL = new RegExp(
  `^(?:(?:LAST|NEXT)_N_${COUNTED_UNIT}|N_${COUNTED_UNIT}_AGO):\\d{1,5}$`,
);

/** `TODAY`, `LAST_N_DAYS:30`, `N_FISCAL_YEARS_AGO:2`: upper case, as SOQL writes them. */
export function isDateLiteral(text: string): boolean {
  return PLAIN_LITERALS.has(text) || COUNTED_LITERAL.test(text);
}
