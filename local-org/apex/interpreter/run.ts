/** One run of interpreted Apex: who runs it, its log, its bounds, and the place that it has reached. */
import type { ExpressionContext } from '@apexdevtools/apex-parser';
import type { Session } from '../../data/session.ts';
import type { LocalOrg } from '../../local-org.ts';
import { ApexException } from '../apex-exception.ts';
import type { ApexMethodTree } from './class-trees.ts';
import type { Value } from './values.ts';

/** Far more than a request of Salesforce's ten CPU seconds gets through, and over in a moment here. */
const MOST_STATEMENTS = 200_000;
const MOST_CALLS = 200;

export interface Run {
  readonly org: LocalOrg;
  readonly session: Session;
  readonly log: (event: string) => void;
  /** Static methods: of the block itself under the empty class name, of the org's classes by theirs. */
  readonly method: (className: string, name: string) => ApexMethodTree | undefined;
  readonly knowsClass: (className: string) => boolean;
  /** Expressions hold calls, and methods expressions: each finds the other here. */
  readonly evaluate: (frame: Frame, tree: ExpressionContext) => Value;
  readonly callStatic: (className: string, name: string, args: readonly Value[]) => Value;
  /** Told of each statement that runs: its class, empty for an anonymous block, and the line it begins on. */
  readonly reached: (className: string, line: number) => void;
  statements: number;
  depth: number;
}

/** A method or block being run. */
export interface Frame {
  /** `AnonymousBlock` or `Class.Name.method`. */
  readonly place: string;
  /** Its class; empty for an anonymous block. */
  readonly className: string;
  line: number;
  /** Innermost last; names in lower case. */
  readonly scopes: Map<string, Variable>[];
}

export interface Variable {
  readonly type: string;
  value: Value;
}

/** An exception on its way up, with the places that it passed. */
export class ThrownApex extends ApexException {
  readonly places: string[] = [];
}

export const thrown = (type: string, message: string): ThrownApex =>
  new ThrownApex(`System.${type}`, message);

/** Apex that the interpreter does not know ends here, and says so. */
export const notRun = (what: string): ThrownApex =>
  thrown('UnexpectedException', `the local org does not run ${what}`);

export const nullPointer = (): ThrownApex =>
  thrown('NullPointerException', 'Attempt to de-reference a null object');

export function countStatement(run: Run): void {
  run.statements += 1;
  if (run.statements > MOST_STATEMENTS) {
    throw thrown('LimitException', 'Apex CPU time limit exceeded');
  }
}

export function enterMethod(run: Run): void {
  run.depth += 1;
  if (run.depth > MOST_CALLS) {
    throw thrown('LimitException', 'Maximum stack depth reached: 1001');
  }
}

export function findVariable(frame: Frame, name: string): Variable | undefined {
  const key = name.toLowerCase();
  return frame.scopes.findLast((scope) => scope.has(key))?.get(key);
}

export function declare(frame: Frame, name: string, type: string, value: Value): void {
  frame.scopes.at(-1)?.set(name.toLowerCase(), { type, value });
}

/** A frame that has not begun. */
export function newFrame(place: string, className: string): Frame {
  return { place, className, line: 1, scopes: [new Map<string, Variable>()] };
}

export function inScope<Result>(frame: Frame, work: () => Result): Result {
  frame.scopes.push(new Map<string, Variable>());
  try {
    return work();
  } finally {
    frame.scopes.pop();
  }
}
