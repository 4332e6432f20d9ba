/** Errors of the Analytics API. Source: its guide's "Report Error Codes" and "Dashboard and Component Error Codes". */
import { SalesforceError } from '../errors.ts';

const badRequest = (message: string): SalesforceError =>
  new SalesforceError(400, 'BAD_REQUEST', message);

const forbidden = (message: string): SalesforceError =>
  new SalesforceError(403, 'FORBIDDEN', message);

export const invalidFilterColumn = (column: string): SalesforceError =>
  badRequest(`Specify a valid filterable column because ${column} is invalid.`);

export const invalidCondition = (operator: string): SalesforceError =>
  badRequest(`Specify a valid condition because ${operator} is invalid.`);

export const invalidFilterId = (value: string): SalesforceError =>
  badRequest(
    `The filter value for ID ${value} is incorrect. Specify an ID that is 15 or 18 characters long, such as 006D000000CrRLw or 005U0000000Rg2CIAS.`,
  );

export const invalidFilterDate = (): SalesforceError =>
  badRequest(
    "Filter the date in the correct format. Accepted formats are yyyy-MM-dd'T'HH:mm:ss'Z' and yyyy-MM-dd.",
  );

export const invalidDateColumn = (column: string): SalesforceError =>
  badRequest(`The column ${column} specified for the standard date filter is invalid.`);

export const notADateColumn = (column: string): SalesforceError =>
  badRequest(
    `The column ${column} cannot be a standard date filter because it is not a date column.`,
  );

export const invalidDuration = (value: string): SalesforceError =>
  badRequest(`The duration ${value} specified for the standard date filter is invalid.`);

export const invalidDateBound = (bound: 'start' | 'end', column: string): SalesforceError =>
  badRequest(
    `The specified ${bound} date of ${column} specified for the standard date filter is invalid.`,
  );

export const noColumns = (): SalesforceError =>
  badRequest(
    "Can't run the report because it doesn't have any columns selected. Be sure to add fields as columns to the report through the user interface.",
  );

export const tooManyColumns = (): SalesforceError =>
  badRequest(
    'Only a report with fewer than 100 columns can be run. The columns are fields specified as detail columns, summaries, or custom summary formulas. Remove unneeded columns from the report and try again.',
  );

export const invalidSortColumn = (): SalesforceError =>
  badRequest('The sort column name must be from a selected column.');

export const severalSortColumns = (): SalesforceError =>
  badRequest('A report can only be sorted by one column.');

export const matrixSort = (): SalesforceError =>
  badRequest("Column sorting isn't supported for matrix reports.");

export const noMetadata = (): SalesforceError =>
  badRequest(
    'The request is invalid because there is no metadata. Specify metadata in the request body.',
  );

export const invalidClone = (): SalesforceError =>
  badRequest('The clone request must contain a valid cloneId parameter.');

export const noReportName = (): SalesforceError => badRequest("The report name can't be null.");

export const unsupportedFormat = (): SalesforceError =>
  new SalesforceError(
    501,
    'NOT_IMPLEMENTED',
    "You're requesting data for an unsupported report format.",
  );

/** The texts of this group are in no document; their meaning is. */
export const invalidMetadata = (message: string): SalesforceError => badRequest(message);

export const obsoleteReport = (): SalesforceError =>
  forbidden(
    'The report definition is obsolete. Your administrator has disabled all reports for the custom object, or its relationships have changed.',
  );

export const mayNotRunReports = (): SalesforceError =>
  forbidden(
    "You don't have permission to run reports. Check that you have the Run Reports user permission.",
  );

export const mayNotChangeReports = (): SalesforceError =>
  forbidden("You don't have sufficient privileges to perform this operation.");

export const reportOfDashboard = (): SalesforceError =>
  forbidden("The report can't be deleted because there are one or more dashboards referencing it.");

/** Seen in public code with 500 and 1,200. */
export const tooManyRuns = (
  most: number,
  how: 'synchronously' | 'asynchronously',
): SalesforceError =>
  forbidden(
    `You can't run more than ${most.toLocaleString('en-US')} reports ${how} every 60 minutes. Try again later.`,
  );

export const tooManyRefreshes = (most: number): SalesforceError =>
  forbidden(
    `You can't refresh more than ${most.toLocaleString('en-US')} dashboards every 60 minutes. Try again later.`,
  );

export const reportNotFound = (): SalesforceError =>
  new SalesforceError(404, 'NOT_FOUND', "The data you're trying to access is unavailable.");
