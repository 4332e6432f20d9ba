/** What Salesforce says when a well-formed statement breaks a rule, with its ERROR frame. */
import {
  invalidField,
  invalidType,
  malformedQuery,
  MESSAGES,
  SalesforceError,
  withSourceFrame,
  type SourcePosition,
} from '../errors.ts';

/** Makes errors that point into one statement. */
export class StatementErrors {
  readonly #statement: string;

  constructor(statement: string) {
    this.#statement = statement;
  }

  noSuchColumn(column: string, entity: string, at: SourcePosition): SalesforceError {
    return this.field(MESSAGES.noSuchColumn(column, entity), at);
  }

  noSuchRelation(relation: string, at: SourcePosition): SalesforceError {
    return this.field(MESSAGES.noSuchRelation(relation), at);
  }

  noSuchChildRelation(relation: string, at: SourcePosition): SalesforceError {
    return invalidType(this.#framed(MESSAGES.noSuchChildRelation(relation), at));
  }

  noSuchType(type: string, at: SourcePosition): SalesforceError {
    return invalidType(this.#framed(MESSAGES.typeNotSupported(type), at));
  }

  field(message: string, at: SourcePosition): SalesforceError {
    return invalidField(this.#framed(message, at));
  }

  malformed(message: string, at: SourcePosition): SalesforceError {
    return malformedQuery(this.#framed(message, at));
  }

  filterOperator(message: string, at: SourcePosition): SalesforceError {
    return new SalesforceError(400, 'INVALID_QUERY_FILTER_OPERATOR', this.#framed(message, at));
  }

  #framed(message: string, at: SourcePosition): string {
    return withSourceFrame(this.#statement, at, message);
  }
}
