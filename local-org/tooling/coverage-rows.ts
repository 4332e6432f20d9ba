/** Keeps what test runs covered as rows: each test method's latest, their union by class, and the org's percentage. */
import { coverableClasses, coverageOf, reachedByAny } from '../apex/code-coverage.ts';
import type { ClassCoverage, LineCoverage } from '../apex/code-coverage.ts';
import type { ReachedLines, TestOutcome } from '../apex/test-methods.ts';
import { inTransaction } from '../data/transactions.ts';
import type { LocalOrg } from '../local-org.ts';
import { addRow } from './test-run-rows.ts';

export function recordCoverage(org: LocalOrg, outcomes: readonly TestOutcome[]): void {
  inTransaction(org, () => {
    for (const outcome of outcomes) recordMethod(org, outcome);
    recordAggregates(org);
  });
}

/** What each class that the outcomes reached has of covered lines, all of them together. */
export function coverageOfRun(
  org: LocalOrg,
  outcomes: readonly TestOutcome[],
): readonly ClassCoverage[] {
  const reached = reachedByAny(outcomes.map((outcome) => outcome.reached));
  return coverableClasses(org)
    .filter(({ name }) => reached.has(name.toLowerCase()))
    .map((apexClass) => coverageOf(apexClass, reached));
}

function recordMethod(org: LocalOrg, outcome: TestOutcome): void {
  const { apexClass, method } = outcome;
  org.db
    .prepare(`DELETE FROM "ApexCodeCoverage" WHERE "ApexTestClassId" = ? AND "TestMethodName" = ?`)
    .run(apexClass.id, method.name);
  for (const coverage of coverageOfRun(org, [outcome])) {
    addRow(org, 'ApexCodeCoverage', {
      ApexTestClassId: apexClass.id,
      TestMethodName: method.name,
      ...coverageFields(org, coverage),
    });
  }
}

function recordAggregates(org: LocalOrg): void {
  org.db.prepare(`DELETE FROM "ApexCodeCoverageAggregate"`).run();
  org.db.prepare(`DELETE FROM "ApexOrgWideCoverage"`).run();
  const reached = reachedSoFar(org);
  const all = coverableClasses(org).map((apexClass) => coverageOf(apexClass, reached));
  for (const coverage of all) {
    if (!reached.has(coverage.apexClass.name.toLowerCase())) continue;
    addRow(org, 'ApexCodeCoverageAggregate', coverageFields(org, coverage));
  }
  const covered = all.reduce((sum, { coveredLines }) => sum + coveredLines.length, 0);
  const open = all.reduce((sum, { uncoveredLines }) => sum + uncoveredLines.length, 0);
  addRow(org, 'ApexOrgWideCoverage', {
    PercentCovered: Math.round((100 * covered) / Math.max(covered + open, 1)),
    SystemModstamp: org.clock.now().getTime(),
  });
}

function reachedSoFar(org: LocalOrg): ReachedLines {
  const rows = org.db
    .prepare(
      `SELECT c."Name" AS name, v."Coverage" AS coverage
         FROM "ApexCodeCoverage" v JOIN "ApexClass" c ON c."Id" = v."ApexClassOrTriggerId"`,
    )
    .all() as { name: string; coverage: string }[];
  return reachedByAny(
    rows.map(({ name, coverage }) => {
      const { coveredLines } = JSON.parse(coverage) as LineCoverage;
      return new Map([[name.toLowerCase(), new Set(coveredLines)]]);
    }),
  );
}

const coverageFields = (
  org: LocalOrg,
  { apexClass, coveredLines, uncoveredLines }: ClassCoverage,
) => ({
  ApexClassOrTriggerId: apexClass.id,
  NumLinesCovered: coveredLines.length,
  NumLinesUncovered: uncoveredLines.length,
  Coverage: JSON.stringify({ coveredLines, uncoveredLines }),
  SystemModstamp: org.clock.now().getTime(),
});
