import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { objectsReadBy, touches } from '../../../src/execution/statement-objects.ts';
import { TEST_MODEL } from '../../support/test-org.ts';

const GOLDEN = path.join(import.meta.dirname, '..', '..', 'golden');

const read = (soql: string): readonly string[] | null => {
  const objects = objectsReadBy(TEST_MODEL, soql);
  return objects === null ? null : [...objects].sort();
};

/** Every SELECT that the golden operations send. */
const goldenStatements = readdirSync(GOLDEN)
  .filter((file) => file.endsWith('.soql'))
  .flatMap((file) => readFileSync(path.join(GOLDEN, file), 'utf8').split('\n'))
  .filter((line) => line.startsWith('SELECT '));

describe('the objects that a statement reads', () => {
  it.each([
    ['SELECT Id FROM Contact', ['Contact']],
    ['SELECT COUNT() FROM Contact', ['Contact']],
    ['SELECT Account.Name FROM Contact', ['Account', 'Contact']],
    ['SELECT Account.Owner.Name FROM Contact', ['Account', 'Contact', 'User']],
    ['SELECT Id, (SELECT Id FROM Contacts) FROM Account', ['Account', 'Contact']],
    [
      'SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Opportunity)',
      ['Account', 'Opportunity'],
    ],
    [
      'SELECT Id FROM Contact WHERE Account.Industry = null ORDER BY LastName',
      ['Account', 'Contact'],
    ],
    ["SELECT Id FROM Contact WHERE LastName = 'a FROM Case, Owner.Name'", ['Contact']],
    ["SELECT Id FROM Contact WHERE LastName = 'O\\'Neil FROM Case'", ['Contact']],
    ['SELECT Id FROM Contact WHERE CreatedDate > 2026-01-01T00:00:00.000Z', ['Contact']],
    ['SELECT Id FROM Contact WHERE Score__c > 1.5', ['Contact']],
    ['SELECT Id FROM Elsewhere', null],
    ['SELECT Nothing__r.Name FROM Contact', null],
    ['FIND {x} IN ALL FIELDS RETURNING Contact(Id)', null],
    ['', null],
  ])('%s', (soql, objects) => {
    expect(read(soql)).toEqual(objects);
  });

  it('are known of every golden statement', () => {
    expect(goldenStatements.length).toBeGreaterThan(100);
    for (const soql of goldenStatements) {
      const objects = read(soql);
      if (objects === null) throw new Error(`Unknown: ${soql}`);
      for (const object of TEST_MODEL.objects.keys()) {
        if (new RegExp(`FROM ${object}\\b`).test(soql)) expect(objects).toContain(object);
      }
    }
  });

  it('are what a change of makes its rows others', () => {
    const soql = "SELECT Id FROM Contact WHERE Owner.Name LIKE 'A%'";
    const touching = (...objects: string[]) => touches(TEST_MODEL, objects)(soql);
    expect(touching('Contact')).toBe(true);
    // No child relationship of User leads here.
    expect(touching('Case', 'User')).toBe(true);
    expect(touching('Case', 'Account')).toBe(false);
    expect(touches(TEST_MODEL, ['Case'])('SELECT Id FROM Elsewhere')).toBe(true);
  });
});
