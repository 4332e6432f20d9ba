/** What Salesforce tells of a change: one Change Data Capture message → which records of which object, and how. */

import * as z from 'zod';

export type ChangeKind = 'CREATED' | 'UPDATED' | 'DELETED';

/** Records that changed in the same way. */
export interface RecordsChanged {
  readonly kind: ChangeKind;
  /** API name of their object. */
  readonly object: string;
  /** 18-character ids. */
  readonly ids: readonly string[];
  /** What an update changed: API names, parts of compound fields as `MailingAddress.City`; empty otherwise. */
  readonly fields: readonly string[];
}

/** Events were lost: whatever is known of the object may be out of date. */
export interface ChangesLost {
  readonly kind: 'GAP';
  /** API name; null where it may be any object. */
  readonly object: string | null;
}

export type Change = RecordsChanged | ChangesLost;

/** With where it stands in the stream, which is where somebody who has seen it goes on. */
export interface ReceivedChange {
  readonly change: Change;
  readonly replayId: number;
}

/** Source: Change Data Capture guide, "Change Event Message Structure" and "Change Event Header Fields". */
const message = z.object({
  payload: z.object({
    ChangeEventHeader: z.object({
      entityName: z.string().min(1),
      recordIds: z.array(z.string()),
      changeType: z.string(),
      changedFields: z.array(z.string()).default([]),
    }),
  }),
  event: z.object({ replayId: z.number().int() }),
});

/** @returns null for what is no change event. */
export function readChange(source: unknown): ReceivedChange | null {
  const parsed = message.safeParse(source);
  if (!parsed.success) return null;
  const { ChangeEventHeader: header } = parsed.data.payload;
  return { change: changeOf(header), replayId: parsed.data.event.replayId };
}

// Private:

const KINDS: Readonly<Partial<Record<string, ChangeKind>>> = {
  CREATE: 'CREATED',
  UPDATE: 'UPDATED',
  DELETE: 'DELETED',
  UNDELETE: 'CREATED',
};

const RECORD_ID = /^[A-Za-z0-9]{18}$/;

/** `GAP_*`, kinds that are still to come, and ids with a wildcard (`001*`) all tell of changes without saying which. */
function changeOf(header: z.output<typeof message>['payload']['ChangeEventHeader']): Change {
  const { entityName: object, changeType, recordIds: ids, changedFields } = header;
  const kind = Object.hasOwn(KINDS, changeType) ? KINDS[changeType] : undefined;
  if (kind === undefined || ids.length === 0 || !ids.every((id) => RECORD_ID.test(id))) {
    return { kind: 'GAP', object };
  }
  return { kind, object, ids, fields: kind === 'UPDATED' ? changedFields : [] };
}
