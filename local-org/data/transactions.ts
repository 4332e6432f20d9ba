/** Several writes as one: all are kept, or none. */
import type { LocalOrg } from '../local-org.ts';

/** Undone when `work` throws. Nests. */
export function inTransaction<T>(org: LocalOrg, work: () => T): T {
  const level = org.changes.enter();
  const savepoint = `"level_${String(nextSavepoint(org))}"`;
  org.db.exec(`SAVEPOINT ${savepoint}`);
  let undoTo: number | null = level;
  try {
    const result = work();
    org.db.exec(`RELEASE ${savepoint}`);
    undoTo = null;
    return result;
  } catch (error) {
    org.db.exec(`ROLLBACK TO ${savepoint}`);
    org.db.exec(`RELEASE ${savepoint}`);
    throw error;
  } finally {
    depths.set(org, (depths.get(org) ?? 1) - 1);
    org.changes.leave(undoTo);
  }
}

const depths = new WeakMap<LocalOrg, number>();

function nextSavepoint(org: LocalOrg): number {
  const depth = depths.get(org) ?? 0;
  depths.set(org, depth + 1);
  return depth;
}
