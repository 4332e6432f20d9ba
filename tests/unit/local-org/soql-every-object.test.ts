/** Random WHERE clauses over every object of the org, its own fields and its parents', against an independent evaluation. */
import fc from 'fast-check';
import type { CatalogField } from '../../../local-org/data/definition-types.ts';
import { allRecords } from '../../../local-org/soql/all-records.ts';
import { holds, toSoql, type Condition, type Plain, type Value } from './soql-evaluator.ts';
import { ADMIN, openTestOrg } from './soql-session.ts';

const { org, session } = openTestOrg({ rules: 'strict' });
const admin = session(ADMIN);

afterAll(() => org.close());

const TEXTS = new Set(['string', 'picklist', 'phone', 'email', 'url', 'id', 'reference']);
const AMOUNTS = new Set(['int', 'double', 'currency', 'percent', 'date', 'datetime']);
const KINDS = new Set([...TEXTS, ...AMOUNTS, 'boolean', 'multipicklist']);

/** Values as literals are written: a datetime ends with `Z`. */
const plain = (value: unknown): Value =>
  typeof value === 'string' ? value.replace(/\+0000$/, 'Z') : (value as Value);

const rowsOf = (objectName: string, fields: readonly CatalogField[]): readonly Plain[] => {
  const soql = `SELECT ${fields.map(({ name }) => name).join(', ')} FROM ${objectName}`;
  return [...allRecords(org, admin, soql)].map((record) =>
    Object.fromEntries(fields.map(({ name }) => [name, plain(record[name])])),
  );
};

interface Table {
  readonly name: string;
  readonly fields: readonly CatalogField[];
  readonly rows: readonly Plain[];
}

const tables = new Map<string, Table>();
for (const { name, definition, fields } of org.catalog.objects()) {
  const isQueried = definition.toolingOnly !== true && definition.flags?.['queryable'] !== false;
  if (!isQueried || definition.durableIds === true) continue;
  const kept = fields.filter(
    (field) => KINDS.has(field.type) && field.filterable && !field.toolingOnly,
  );
  const rows = rowsOf(name, kept);
  if (rows.length > 0 && rows.length <= 2000) tables.set(name, { name, fields: kept, rows });
}

/** So that joining stays quick. */
const MOST_PARENT_FIELDS = 12;

/** With the fields of parents, where one object alone may be the parent, as `Owner.Name`. */
function withParents({ name, fields, rows }: Table): Table {
  const joined = fields.flatMap((field) => {
    const parent =
      field.referenceTo.length === 1 ? tables.get(field.referenceTo[0] ?? '') : undefined;
    if (parent === undefined || field.relationshipName === null) return [];
    const byId = new Map(parent.rows.map((row) => [row.Id, row]));
    // What a checkbox of no parent is, no document says.
    return parent.fields
      .filter(({ type }) => type !== 'boolean')
      .slice(0, MOST_PARENT_FIELDS)
      .map((one) => ({
        field: { ...one, name: `${field.relationshipName ?? ''}.${one.name}` },
        valueOf: (row: Plain) => byId.get(row[field.name] ?? null)?.[one.name] ?? null,
      }));
  });
  return {
    name,
    fields: [...fields, ...joined.map(({ field }) => field)],
    rows: rows.map((row) => ({
      ...row,
      ...Object.fromEntries(joined.map(({ field, valueOf }) => [field.name, valueOf(row)])),
    })),
  };
}

function conditionOn({ fields, rows }: Table): fc.Arbitrary<Condition> {
  const one = fc.constantFrom(...fields).chain((field): fc.Arbitrary<Condition> => {
    const value = fc.constantFrom(...rows.map((row) => row[field.name] ?? null));
    const compare = (operators: readonly string[]) =>
      fc
        .record({ operator: fc.constantFrom(...operators), value })
        .map(({ operator, value: given }) => ({
          kind: 'compare' as const,
          field: field.name,
          operator: given === null && /[<>]/.test(operator) ? '=' : operator,
          value: given,
        }));
    if (field.type === 'multipicklist') {
      return fc
        .record({ negated: fc.boolean(), value })
        .map(({ negated, value: given }) =>
          given === null
            ? { kind: 'compare', field: field.name, operator: '=', value: null }
            : { kind: 'includes', field: field.name, negated, sets: [String(given)] },
        );
    }
    if (field.type === 'boolean') return compare(['=', '!=']).filter((made) => made.value !== null);
    if (AMOUNTS.has(field.type)) return compare(['=', '!=', '<', '<=', '>', '>=']);
    return fc.oneof(
      compare(['=', '!=']),
      fc
        .record({ negated: fc.boolean(), values: fc.array(value, { minLength: 1, maxLength: 3 }) })
        .map(({ negated, values }) => ({
          kind: 'in' as const,
          field: field.name,
          negated,
          values,
        })),
    );
  });
  const group = fc.record({
    kind: fc.constantFrom('and' as const, 'or' as const),
    parts: fc.array(one, { minLength: 2, maxLength: 3 }),
  });
  return fc.oneof(one, group);
}

const BARE = new Set([...AMOUNTS, 'boolean']);

it.each([...tables.values()].map(withParents).map((table) => [table.name, table] as const))(
  '%s: WHERE finds the same rows',
  (name, table) => {
    const types = new Map(table.fields.map((field) => [field.name, field.type]));
    const style = (field: string) => (BARE.has(types.get(field) ?? '') ? 'bare' : 'quoted');
    fc.assert(
      fc.property(conditionOn(table), (where) => {
        const soql = `SELECT Id FROM ${name} WHERE ${toSoql(where, style)}`;
        const found = [...allRecords(org, admin, soql)].map(({ Id }) => Id);
        const expected = table.rows.filter((row) => holds(where, row)).map(({ Id }) => Id);
        expect(found.sort()).toEqual(expected.sort());
      }),
      { numRuns: 25 },
    );
  },
);

it('covers the objects that have rows', () => {
  expect(tables.size).toBeGreaterThan(25);
});
