/** Another org that a viewer could not tell from this one: all they may see is equal, and all else is different. */

import type { DescribeField } from '../../../src/model/describe-types.ts';
import type { Tables, TestRow } from '../soql-evaluator.ts';
import { id, TEST_DESCRIBES } from '../test-org.ts';
import type { Dice } from './dice.ts';
import type { Visibility } from './visibility.ts';

/**
 * Hidden rows change or vanish, new hidden rows appear, and hidden fields of visible rows change.
 * @returns null where the condition's own fields leave no room for that.
 */
export function twinOf(dice: Dice, tables: Tables, visibility: Visibility): Tables | null {
  for (const kept of [new Set<string>(), fieldsOfConditions(visibility)]) {
    const twin = changed(dice, tables, visibility, kept);
    if (showsTheSame(tables, twin, visibility)) return twin;
  }
  return null;
}

// Private:

/** Nothing refers to their rows but comments to cases, so that a row that is gone leaves no empty reference in sight. */
const REMOVABLE: ReadonlySet<string> = new Set(['CaseComment', 'Opportunity', 'Project__c']);

function changed(
  dice: Dice,
  tables: Tables,
  visibility: Visibility,
  kept: ReadonlySet<string>,
): Tables {
  return Object.fromEntries(
    TEST_DESCRIBES.map(({ name, fields = [] }) => {
      const rows = tables[name] ?? [];
      const visible = visibility.rows(tables, name);
      const free = fields.filter((field) => field.name !== 'Id' && !kept.has(field.name));
      const change = (row: TestRow): TestRow => {
        const isVisible = visible.has(row['Id']);
        const hidden = free.filter((field) => !isVisible || !visibility.canRead(name, field.name));
        return { ...row, ...anew(dice, tables, name, hidden) };
      };
      const canVanish = REMOVABLE.has(name) && kept.size === 0;
      const left = rows.filter((row) => visible.has(row['Id']) || !canVanish || dice.chance(0.7));
      const added = canVanish ? newRows(dice, tables, name, free) : [];
      return [name, [...left.map(change), ...added]];
    }),
  );
}

/** Full of everything but the id; whether they are hidden, the caller looks at. */
function newRows(
  dice: Dice,
  tables: Tables,
  object: string,
  fields: readonly DescribeField[],
): readonly TestRow[] {
  const [pattern] = tables[object] ?? [];
  if (pattern === undefined) return [];
  const prefix = String(pattern['Id']).slice(0, 3);
  return Array.from({ length: 1 + dice.below(3) }, (_, n) => ({
    ...pattern,
    ...anew(dice, tables, object, fields),
    Id: id(prefix, 900 + n),
  }));
}

function anew(
  dice: Dice,
  tables: Tables,
  object: string,
  fields: readonly DescribeField[],
): TestRow {
  return Object.fromEntries(
    dice.some(fields, 0.85).map((field) => [field.name, anotherValue(dice, tables, object, field)]),
  );
}

function anotherValue(dice: Dice, tables: Tables, object: string, field: DescribeField): unknown {
  if (field.nillable === true && dice.chance(0.15)) return null;
  switch (field.type) {
    case 'boolean':
      return dice.chance(0.5);
    case 'int':
    case 'double':
    case 'currency':
    case 'percent':
      return dice.below(9_000) + 0.25;
    case 'date':
      return `20${10 + dice.below(20)}-0${1 + dice.below(9)}-1${dice.below(9)}`;
    case 'datetime':
      return `20${10 + dice.below(20)}-0${1 + dice.below(9)}-1${dice.below(9)}T01:02:03.000+0000`;
    case 'time':
      return `0${dice.below(9)}:11:00.000Z`;
    case 'picklist':
      return dice.pick(field.picklistValues ?? []).value;
    case 'multipicklist':
      return (
        dice
          .some(field.picklistValues ?? [], 0.5)
          .map((one) => one.value)
          .join(';') || null
      );
    case 'reference': {
      const target = dice.pick(field.referenceTo ?? []);
      return dice.pick(tables[target] ?? [])['Id'];
    }
    case 'address':
      return {
        city: `City ${dice.below(99)}`,
        latitude: dice.below(80),
        longitude: dice.below(80),
      };
    case 'location':
      return { latitude: dice.below(80), longitude: dice.below(80) };
    default:
      return `${object} ${field.name} other ${dice.below(1_000)}`;
  }
}

/** Names of all fields that a condition may read, on whichever object. */
function fieldsOfConditions(visibility: Visibility): ReadonlySet<string> {
  const names = TEST_DESCRIBES.flatMap(
    ({ name }) => visibility.condition(name)?.match(/\w+/g) ?? [],
  );
  const references = names.flatMap((name) => [`${name}Id`, name.replace(/__r$/, '__c')]);
  return new Set([...names, ...references]);
}

function showsTheSame(tables: Tables, twin: Tables, visibility: Visibility): boolean {
  return TEST_DESCRIBES.every(({ name }) => {
    const [before, after] = [visibility.rows(tables, name), visibility.rows(twin, name)];
    return before.size === after.size && [...before].every((one) => after.has(one));
  });
}
