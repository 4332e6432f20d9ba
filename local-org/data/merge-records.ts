/** Merges up to two records into a third: what referred to them refers to it. Source: SOAP API guide, merge(). */
import { SalesforceError } from '../errors.ts';
import type { LocalOrg } from '../local-org.ts';
import type { CatalogObject } from './catalog.ts';
import { get, remove, update } from './records.ts';
import type { RecordValues } from './records.ts';
import { readRow, updateRow } from './row-store.ts';
import type { Session } from './session.ts';
import { changeRow, rowsReferring } from './system-change.ts';
import { inTransaction } from './transactions.ts';

/** Source: SOAP API guide. */
const MOST_VICTIMS = 2;

export interface MergedRecords {
  readonly id: string;
  readonly mergedRecordIds: readonly string[];
  /** Records that referred to a merged one, and now to the master. */
  readonly updatedRelatedIds: readonly string[];
}

/**
 * @param values what the master takes over, as for an update.
 * All of it happens or nothing; throws SalesforceError.
 */
export function mergeRecords(
  org: LocalOrg,
  session: Session,
  object: CatalogObject,
  masterId: string,
  values: RecordValues,
  victims: readonly string[],
): MergedRecords {
  if (object.definition.flags?.['mergeable'] !== true) {
    throw refusal('INVALID_TYPE', `merge is not supported for ${object.name}`);
  }
  if (victims.length === 0 || victims.length > MOST_VICTIMS) {
    throw refusal('MERGE_FAILED', `between 1 and ${MOST_VICTIMS} records can be merged at a time`);
  }
  return inTransaction(org, () => {
    const idOf = (id: string) => get(org, session, object.name, id, ['Id'])['Id'] as string;
    const master = idOf(masterId);
    const merged = victims.map(idOf);
    if (merged.includes(master) || new Set(merged).size < merged.length) {
      throw refusal('MERGE_FAILED', 'a record cannot be merged with itself');
    }
    const related = merged.flatMap((id) => moveReferences(org, session, object, id, master));
    for (const id of merged) {
      remove(org, session, object.name, id);
      noteMaster(org, object, id, master);
    }
    update(org, session, object.name, master, values);
    return { id: master, mergedRecordIds: merged, updatedRelatedIds: [...new Set(related)] };
  });
}

const refusal = (code: string, message: string): SalesforceError =>
  new SalesforceError(400, code, message, []);

/** @returns the ids of the rows that were changed. */
function moveReferences(
  org: LocalOrg,
  session: Session,
  object: CatalogObject,
  from: string,
  to: string,
): readonly string[] {
  return org.catalog.childRelationships(object.name).flatMap(({ childObject, field }) => {
    const child = org.catalog.object(childObject);
    if (child === undefined || field.name === 'MasterRecordId') return [];
    return rowsReferring(org, child, field.name, from).flatMap((row) => {
      const id = String(row.Id);
      // A person cannot report to themselves, nor an account be its own parent.
      const target = id === to ? null : to;
      changeRow(org, session, child, row, { [field.name]: target });
      return [id];
    });
  });
}

/** By it the recycle bin knows what became of a merged record. */
function noteMaster(org: LocalOrg, object: CatalogObject, id: string, master: string): void {
  if (readRow(org.db, object, id) === undefined) return;
  updateRow(org.db, object, id, { MasterRecordId: master });
}
