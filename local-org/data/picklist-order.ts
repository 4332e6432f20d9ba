/** Notes the setup order of every picklist, which is the order Salesforce sorts them in. */
import type { LocalOrg } from '../local-org.ts';
import type { CatalogObject } from './catalog.ts';
import type { CatalogField } from './definition-types.ts';
import { fold } from './storage.ts';

/** The key under which a field's entries stand in the order table. */
export const picklistKey = (object: CatalogObject, field: CatalogField): string =>
  `${object.name}.${field.name}`;

export function notePicklistOrder(org: LocalOrg): void {
  org.db.exec('DELETE FROM "$picklist"');
  const insert = org.db.prepare(
    'INSERT OR IGNORE INTO "$picklist" (field, value, position) VALUES (?, ?, ?)',
  );
  org.db.exec('SAVEPOINT picklists');
  for (const object of org.catalog.objects()) {
    for (const field of object.fields) {
      field.picklistValues.forEach((entry, position) => {
        insert.run(picklistKey(object, field), fold(entry.value), position);
      });
    }
  }
  org.db.exec('RELEASE picklists');
}
