/** Finds the test methods of the org's classes and runs them, each undone afterwards. Source: Apex Developer Guide, "Testing Apex". */
import { performance } from 'node:perf_hooks';
import { inTransaction } from '../data/transactions.ts';
import type { ApexClass } from './apex-class.ts';
import { codeKey } from './apex-classes.ts';
import type { ApexImplementations } from './apex-classes.ts';
import { apexSession } from './apex-context.ts';
import type { ApexCaller } from './apex-context.ts';
import { UnhandledApexException } from './apex-exception.ts';
import { interpretMethod } from './interpreter/interpret.ts';
import { ThrownApex } from './interpreter/run.ts';
import { NO_REST_REQUEST, noRestResponse, runMethod } from './run-method.ts';
import { annotationOf, sameApexName } from './source/declarations.ts';
import type { ApexMethod } from './source/declarations.ts';

export interface TestOutcome {
  readonly apexClass: ApexClass;
  readonly method: ApexMethod;
  /** null: it passed. */
  readonly failure: { readonly message: string; readonly stackTrace: string } | null;
  /** Milliseconds since the epoch, by the org's clock. */
  readonly started: number;
  /** Milliseconds that it took. */
  readonly time: number;
  /** Of the classes that were run from their source. */
  readonly reached: ReachedLines;
}

/** Lines of statements that ran, by lower-case class name. */
export type ReachedLines = ReadonlyMap<string, ReadonlySet<number>>;

/** Static, and marked `@IsTest` or, as in old code, `testMethod`. */
export function testMethodsOf({ declaration }: ApexClass): readonly ApexMethod[] {
  return declaration.methods.filter(
    (method) =>
      method.modifiers.includes('static') &&
      (annotationOf(method, 'IsTest') !== undefined || method.modifiers.includes('testmethod')),
  );
}

/** @param names the methods that are wanted, in any case; undefined: all. */
export function runTests(
  caller: ApexCaller,
  implementations: ApexImplementations,
  apexClass: ApexClass,
  names?: readonly string[],
): readonly TestOutcome[] {
  const setup = apexClass.declaration.methods.filter(
    (method) => annotationOf(method, 'TestSetup') !== undefined,
  );
  return testMethodsOf(apexClass)
    .filter(({ name }) => names?.some((wanted) => sameApexName(wanted, name)) ?? true)
    .map((method) => {
      const started = caller.org.clock.now().getTime();
      const before = performance.now();
      const reached = new Map<string, Set<number>>();
      const run = { caller, implementations, apexClass, reached };
      const failure = runAndUndo(run, [...setup, method]);
      const time = Math.round(performance.now() - before);
      return { apexClass, method, failure, started, time, reached };
    });
}

interface TestRun {
  readonly caller: ApexCaller;
  readonly implementations: ApexImplementations;
  readonly apexClass: ApexClass;
  readonly reached: Map<string, Set<number>>;
}

class Undo extends Error {}

function runAndUndo(run: TestRun, methods: readonly ApexMethod[]): TestOutcome['failure'] {
  try {
    inTransaction(run.caller.org, () => {
      for (const method of methods) runOne(run, method);
      throw new Undo();
    });
  } catch (error) {
    if (error instanceof Undo) return null;
    if (error instanceof ThrownApex) {
      return { message: `${error.type}: ${error.message}`, stackTrace: error.places.join('\n') };
    }
    if (!(error instanceof UnhandledApexException)) throw error;
    const { type, message } = error.exception;
    return { message: `${type}: ${message}`, stackTrace: error.trace };
  }
  return null;
}

/** By its TypeScript body where it has one, else from its source. */
function runOne(
  { caller, implementations, apexClass, reached }: TestRun,
  method: ApexMethod,
): void {
  const { name, namespace } = apexClass;
  if (implementations.get(codeKey(name, namespace))?.methods[method.name] === undefined) {
    const session = apexSession(caller.session, apexClass);
    interpretMethod(caller.org, session, name, method.name, (className, line) => {
      const key = className.toLowerCase();
      reached.set(key, (reached.get(key) ?? new Set<number>()).add(line));
    });
    return;
  }
  const response = noRestResponse();
  const call = { apexClass, method, args: {}, request: NO_REST_REQUEST, response };
  runMethod(caller, implementations, call);
}
