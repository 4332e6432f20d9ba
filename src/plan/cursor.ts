/** What the planner needs to know of cursors: the position in an order, and what a cursor is bound to. */

/** An order value as Salesforce's JSON carries it. */
export type OrderValue = string | number | boolean | null;

/** Values of the order keys of one row, the record id last. */
export type CursorPosition = readonly OrderValue[];

/** Everything a cursor is valid for, as one canonical string (org, object, filter, order, viewer scope). */
export type CursorScope = string;

export interface CursorOpener {
  /** @throws AppError BAD_USER_INPUT when the cursor was not made by this gateway for this scope. */
  open(cursor: string, scope: CursorScope): CursorPosition;
}
