/** Query cursors: what a locator stands for, and how one is found again. */
import type { Session } from '../data/access.ts';
import { invalidQueryLocator } from '../errors.ts';
import type { LocalOrg } from '../local-org.ts';
import type { QueryCursor } from './level-plan.ts';

/** Source: SOQL limits: locators live for two days. */
const LIFETIME = 2 * 24 * 60 * 60 * 1000;
/** Older cursors of the org are dropped beyond this many. */
const MOST_CURSORS = 50;
const LOCATOR_LENGTH = 15;

/** Keeps a cursor and returns the URL of the rows after the first `given`. */
export function openCursor(
  org: LocalOrg,
  session: Session,
  cursor: Pick<QueryCursor, 'plan' | 'ids' | 'batchSize'>,
  given: number,
): string {
  org.cursorSerial += 1;
  const serial = org.cursorSerial.toString(36).toUpperCase();
  const locator = `0r8LO${serial.padStart(LOCATOR_LENGTH - '0r8LO'.length, '0')}`;
  org.cursors.set(locator, {
    ...cursor,
    userId: session.userId,
    opened: org.clock.now().getTime(),
  });
  const oldest = org.cursors.keys().next();
  if (org.cursors.size > MOST_CURSORS && oldest.done !== true) org.cursors.delete(oldest.value);
  return locatorUrl(session, locator, given);
}

export const locatorUrl = (session: Session, locator: string, given: number): string =>
  `/services/data/v${session.apiVersion}/query/${locator}-${given}`;

/** The cursor and position of `<locator>-<offset>`; INVALID_QUERY_LOCATOR when there is none. */
export function findCursor(
  org: LocalOrg,
  session: Session,
  text: string,
): { readonly cursor: QueryCursor; readonly locator: string; readonly offset: number } {
  const match = /^([0-9A-Za-z]+)-(\d{1,9})$/.exec(text);
  const locator = match?.[1] ?? '';
  const offset = Number(match?.[2]);
  const cursor = org.cursors.get(locator);
  if (
    !cursor ||
    cursor.userId !== session.userId ||
    !(offset < cursor.ids.length) ||
    org.clock.now().getTime() - cursor.opened > LIFETIME
  ) {
    throw invalidQueryLocator();
  }
  return { cursor, locator, offset };
}
