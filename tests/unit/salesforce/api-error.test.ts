import { apiErrorFrom } from '../../../src/salesforce/api-error.ts';

const refused = (errorCode: string, message = 'text', status = 400) =>
  apiErrorFrom(status, [{ errorCode, message }]);

describe('Salesforce errors', () => {
  it.each([
    ['INVALID_FIELD', 'INVALID_FIELD'],
    ['INVALID_TYPE', 'INVALID_FIELD'],
    ['MALFORMED_QUERY', 'INVALID_QUERY'],
    ['MALFORMED_ID', 'BAD_USER_INPUT'],
    ['QUERY_TIMEOUT', 'SALESFORCE_TIMEOUT'],
    ['REQUEST_LIMIT_EXCEEDED', 'API_LIMIT_REACHED'],
    ['UNABLE_TO_LOCK_ROW', 'ROW_LOCKED'],
    ['INVALID_SESSION_ID', 'ORG_RECONNECT_REQUIRED'],
    ['INVALID_QUERY_LOCATOR', 'BAD_USER_INPUT'],
    ['EXCEEDED_ID_LIMIT', 'QUERY_TOO_EXPENSIVE'],
    ['SERVER_UNAVAILABLE', 'SALESFORCE_UNAVAILABLE'],
    ['INSUFFICIENT_ACCESS', 'FORBIDDEN'],
    ['SOMETHING_NEW', 'INTERNAL'],
  ])('maps %s to %s with a hint', (from, to) => {
    const error = refused(from);
    expect(error.code).toBe(to);
    expect(error.hint).toMatch(/\S{3,}/);
  });

  it.each([
    [401, 'ORG_RECONNECT_REQUIRED'],
    [403, 'FORBIDDEN'],
    [404, 'NOT_FOUND'],
    [410, 'SALESFORCE_UNAVAILABLE'],
    [420, 'SALESFORCE_UNAVAILABLE'],
    [429, 'SALESFORCE_UNAVAILABLE'],
    [431, 'INVALID_QUERY'],
    [500, 'SALESFORCE_UNAVAILABLE'],
    [503, 'SALESFORCE_UNAVAILABLE'],
  ])('falls back on HTTP %i → %s where there is no error body', (status, code) => {
    for (const body of [undefined, '<html>', {}, [], [null], null]) {
      expect(apiErrorFrom(status, body).code).toBe(code);
    }
  });

  it('names the field but never shows the statement, which may hold a policy’s predicate', () => {
    const error = refused(
      'INVALID_FIELD',
      "\nSELECT Naem FROM Account WHERE Secret__c = 'x'\n       ^\nERROR at Row:1:Column:8\nNo such column 'Naem' on entity 'Account'. If you are attempting to use a custom field, be sure to append the '__c'.",
    );
    expect(error.message).toBe("Salesforce: No such column 'Naem' on entity 'Account'.");
    expect(refused('MALFORMED_QUERY', 'SELECT Secret__c ^ ERROR').message).not.toContain('Secret');
  });

  it('says when to come back: Salesforce’s own word first, in seconds or as a date', () => {
    expect(apiErrorFrom(503, undefined, '17').retryAfter).toBe(17);
    const inAMinute = new Date(Date.now() + 60_000).toUTCString();
    expect(apiErrorFrom(429, undefined, inAMinute).retryAfter).toBeGreaterThan(55);
    expect(apiErrorFrom(503, undefined, 'soon').retryAfter).toBe(5);
    expect(refused('REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.').retryAfter).toBe(900);
    expect(
      refused(
        'REQUEST_LIMIT_EXCEEDED',
        'ConcurrentRequests (Concurrent API Requests) Limit exceeded.',
      ).retryAfter,
    ).toBe(20);
  });
});
