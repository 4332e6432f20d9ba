/** Fills what the Tooling API says of a class beyond its source. Source: recorded ApexClass row (v42). */
import { updateRow } from '../data/row-store.ts';
import { apexClasses } from '../apex/apex-classes.ts';
import { symbolTable } from '../apex/source/symbol-table.ts';
import type { LocalOrg } from '../local-org.ts';

/** Compiles the classes that are not yet, where the statement (or path) asks for classes. */
export function fillApexClassRows(org: LocalOrg, statement: string): void {
  const object = org.catalog.object('ApexClass');
  if (object === undefined || !/\bApexClass\b/i.test(statement)) return;
  const open = org.db
    .prepare(`SELECT "Id" AS id FROM "ApexClass" WHERE "SymbolTable" IS NULL`)
    .all() as { id: string }[];
  if (open.length === 0) return;
  const ids = new Set(open.map(({ id }) => id));
  for (const apexClass of apexClasses(org).filter(({ id }) => ids.has(id))) {
    const { id, name, namespace, apiVersion, declaration } = apexClass;
    updateRow(org.db, object, id, {
      SymbolTable: JSON.stringify(symbolTable(declaration, id, namespace)),
      FullName: name,
      ManageableState: namespace === null ? 'unmanaged' : 'installed',
      Metadata: JSON.stringify({
        apiVersion: Number(apiVersion),
        packageVersions: [],
        status: 'Active',
        urls: null,
      }),
    });
  }
}
