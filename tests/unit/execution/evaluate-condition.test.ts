/** What decides on a parent in memory agrees with SOQL, and refuses what it cannot decide. */

import { satisfies } from '../../../src/execution/evaluate-condition.ts';
import { isRowDecidable } from '../../../src/plan/guard-parent.ts';
import type { ObjectModel } from '../../../src/model/org-model.ts';
import { NONE_ABSENT } from '../../../src/policy/absent-objects.ts';
import { checkPredicate } from '../../../src/policy/check-predicate.ts';
import { bindPredicate } from '../../../src/policy/object-access.ts';
import type { Condition } from '../../../src/soql/nodes.ts';
import { conditionText } from '../../../src/soql/compile.ts';
import { SoqlEvaluator } from '../../support/soql-evaluator.ts';
import { STAFF } from '../../support/run-operation.ts';
import { TEST_DESCRIBES, TEST_MODEL, TEST_TABLES } from '../../support/test-org.ts';

const ACCOUNTS = TEST_TABLES['Account'] ?? [];
const evaluator = new SoqlEvaluator(TEST_DESCRIBES, TEST_TABLES);

function accountModel(): ObjectModel {
  const account = TEST_MODEL.objects.get('Account');
  if (account === undefined) throw new Error('There is no Account.');
  return account;
}

const ACCOUNT = accountModel();

function conditionOf(text: string): Condition {
  const scope = { model: TEST_MODEL, absent: NONE_ABSENT, object: ACCOUNT, place: 'test' };
  const access = bindPredicate(checkPredicate(text, scope), STAFF);
  if (access.kind !== 'where') throw new Error('The predicate is not a condition.');
  return access.condition;
}

it.each([
  'Is_Public__c = true',
  'Is_Public__c = null',
  'Is_Public__c != true',
  "Industry = 'energy'",
  "Industry != 'Energy'",
  'Industry = null',
  'Industry != null',
  "Industry IN ('Energy', 'Media') AND Is_Public__c = false",
  "Industry NOT IN ('Energy') OR BillingCity = 'WIEN'",
  "NOT (Industry = 'Energy' OR BillingCity != null)",
  'NumberOfEmployees = 30',
  "ParentId = '001000000000001AAA'",
  "OwnerId = '005000000000001'",
  "BillingCity = ''",
])('%s holds for the rows that SOQL finds', (text) => {
  const condition = conditionOf(text);
  expect(isRowDecidable(condition, ACCOUNT)).toBe(true);
  const found = evaluator.run(`SELECT Id FROM Account WHERE ${conditionText(condition)}`).records;
  const kept = ACCOUNTS.filter((row) => satisfies(row, condition)).map((row) => row['Id']);
  expect(kept).toEqual(found.map((record) => record['Id']));
});

it.each([
  "Name LIKE 'A%'",
  "Name > 'A'",
  'CreatedDate = TODAY',
  'NumberOfEmployees < 5',
  'Id IN (SELECT AccountId FROM Contact)',
])('%s is left to Salesforce, and never comes out true here', (text) => {
  const condition = conditionOf(text);
  expect(isRowDecidable(condition, ACCOUNT)).toBe(false);
  expect(() => satisfies(ACCOUNTS[0] ?? {}, condition)).toThrow(TypeError);
});

it.each(["Industry = 'Energy'", "Industry IN ('Energy')", "NOT (Industry != 'Energy')"])(
  '%s is left to Salesforce where the field distinguishes case',
  (text) => {
    const fields = new Map(
      [...ACCOUNT.fields].map(([name, field]) => [name, { ...field, caseSensitive: true }]),
    );
    expect(isRowDecidable(conditionOf(text), { ...ACCOUNT, fields })).toBe(false);
  },
);

it('leaves texts of a field further up to Salesforce, for it may distinguish case', () => {
  expect(isRowDecidable(conditionOf("Parent.Industry = 'Energy'"), ACCOUNT)).toBe(false);
  expect(isRowDecidable(conditionOf('Parent.Industry = null'), ACCOUNT)).toBe(true);
});
