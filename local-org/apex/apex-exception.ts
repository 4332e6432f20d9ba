/** An exception of Apex that nothing caught, and how each API answers with it. */
import { SalesforceError } from '../errors.ts';

/** What was being done: where in the method's source the stack trace points. */
export type ApexStatement = 'insert' | 'update' | 'delete' | 'query' | 'throw';

export class ApexException extends Error {
  /** Such as `System.DmlException`, or the name of a class of the org that extends Exception. */
  readonly type: string;
  readonly statement: ApexStatement;

  constructor(type: string, message: string, statement: ApexStatement = 'throw') {
    super(message);
    this.name = 'ApexException';
    this.type = type;
    this.statement = statement;
  }
}

/** An exception with its trace, as it leaves the method. */
export class UnhandledApexException extends Error {
  readonly exception: ApexException;
  /** `Class.LeadResource.doPost: line 49, column 1` */
  readonly trace: string;

  constructor(exception: ApexException, trace: string) {
    super(`${exception.type}: ${exception.message}\n\n${trace}`);
    this.name = 'UnhandledApexException';
    this.exception = exception;
    this.trace = trace;
  }
}

/** Recorded: `Insert failed. First exception on row 0; first error: REQUIRED_FIELD_MISSING, …: [Name]`. */
export function dmlException(
  statement: 'insert' | 'update' | 'delete',
  error: SalesforceError,
  id?: string,
): ApexException {
  const verb = statement.charAt(0).toUpperCase() + statement.slice(1);
  const row = id === undefined ? 'row 0' : `row 0 with id ${id}`;
  return new ApexException(
    'System.DmlException',
    `${verb} failed. First exception on ${row}; first error: ${error.errorCode}, ${error.message}: [${(error.fields ?? []).join(', ')}]`,
    statement,
  );
}

export const queryException = (message: string): ApexException =>
  new ApexException('System.QueryException', message, 'query');

/**
 * The guide's table of status codes: 400 for an unhandled user exception, which a class of the org declares,
 * 500 for one of Apex itself. Recorded: the 500 bodies.
 */
export function apexError({ exception, message }: UnhandledApexException): SalesforceError {
  const status = exception.type.startsWith('System.') ? 500 : 400;
  return new SalesforceError(status, 'APEX_ERROR', message);
}
