/** Says a syntax error the way Salesforce does: `unexpected token: 'FROMAccount'`. */
import { malformedQuery, withSourceFrame, type SalesforceError } from '../errors.ts';

/** Statement length from which Salesforce refuses to parse. Source: SOQL guide, SELECT. */
export const LONGEST_STATEMENT = 100_000;

/** Salesforce names the offending token; at the end of the statement it is `<EOF>`. */
export function unexpectedToken(
  statement: string,
  token: { readonly text: string; readonly line: number; readonly column: number },
): SalesforceError {
  const message = `unexpected token: '${token.text}'`;
  if (token.text === '<EOF>' || (token.line === 1 && token.column === 0)) {
    return malformedQuery(message);
  }
  return malformedQuery(
    withSourceFrame(statement, { row: token.line, column: token.column + 1 }, message),
  );
}

export const illegalCharacter = (line: number, column: number, text: string): SalesforceError =>
  malformedQuery(`line ${line}:${column} no viable alternative at character '${text}'`);

export const statementTooLong = (): SalesforceError =>
  malformedQuery(`SOQL statements cannot be longer than ${LONGEST_STATEMENT} characters.`);
