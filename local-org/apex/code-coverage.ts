/** How much of the org's classes tests reached, line by line. Source: Tooling API guide, "ApexCodeCoverage". */
import type { LocalOrg } from '../local-org.ts';
import type { ApexClass } from './apex-class.ts';
import { apexClasses } from './apex-classes.ts';
import { executableLines } from './interpreter/class-trees.ts';
import { annotationOf } from './source/declarations.ts';
import type { ReachedLines } from './test-methods.ts';

/** What the field `Coverage` holds. */
export interface LineCoverage {
  readonly coveredLines: readonly number[];
  readonly uncoveredLines: readonly number[];
}

export interface ClassCoverage extends LineCoverage {
  readonly apexClass: ApexClass;
}

/** Every class that tests should reach: test classes count for nothing. */
export const coverableClasses = (org: LocalOrg): readonly ApexClass[] =>
  apexClasses(org).filter(({ declaration }) => annotationOf(declaration, 'IsTest') === undefined);

export function coverageOf(apexClass: ApexClass, reached: ReachedLines): ClassCoverage {
  const lines = [...executableLines(apexClass.body)].sort((a, b) => a - b);
  const seen = reached.get(apexClass.name.toLowerCase());
  return {
    apexClass,
    coveredLines: lines.filter((line) => seen?.has(line) === true),
    uncoveredLines: lines.filter((line) => seen?.has(line) !== true),
  };
}

/** The lines that any of the runs reached. */
export function reachedByAny(runs: readonly ReachedLines[]): ReachedLines {
  const all = new Map<string, Set<number>>();
  for (const [name, lines] of runs.flatMap((run) => [...run])) {
    const known = all.get(name) ?? new Set<number>();
    for (const line of lines) known.add(line);
    all.set(name, known);
  }
  return all;
}
