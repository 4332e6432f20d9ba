/** Copies the whole org aside and brings it back, for tests that must not leave traces. */
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import type { LocalOrg, OrgSnapshot } from '../local-org.ts';
import { notePicklistOrder } from './picklist-order.ts';
import { createIndexes, createTables, quoted, storedColumns } from './storage.ts';

export function takeSnapshot(org: LocalOrg): OrgSnapshot {
  const file = join(tmpdir(), `local-org-${randomUUID()}.db`);
  org.db.prepare('VACUUM INTO ?').run(file);
  const metadata = org.catalog.snapshot();
  return {
    restoreInto: (target) => {
      target.catalog.restore(metadata);
      createTables(target.db, target.catalog);
      copyRows(target, file);
      notePicklistOrder(target);
      createIndexes(target.db, target.catalog);
    },
    discard: () => {
      rmSync(file, { force: true });
    },
  };
}

function copyRows(org: LocalOrg, file: string): void {
  org.db.prepare('ATTACH DATABASE ? AS saved').run(file);
  try {
    org.db.exec('BEGIN');
    for (const object of org.catalog.objects()) {
      const columns = storedColumns(object).map(quoted).join(', ');
      const table = quoted(object.name);
      org.db.exec(`DELETE FROM main.${table}`);
      org.db.exec(`INSERT INTO main.${table} (${columns}) SELECT ${columns} FROM saved.${table}`);
    }
    for (const table of ['"$sequence"', '"$definition"']) {
      org.db.exec(`DELETE FROM main.${table}`);
      org.db.exec(`INSERT INTO main.${table} SELECT * FROM saved.${table}`);
    }
    org.db.exec('COMMIT');
  } finally {
    org.db.exec('DETACH DATABASE saved');
  }
}
