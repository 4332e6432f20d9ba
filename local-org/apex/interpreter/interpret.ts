/** The two ways into the interpreter: an anonymous block, and a static method of a class. */
import type {
  AnonymousBlockContext,
  FieldDeclarationContext,
  MethodDeclarationContext,
  StatementContext,
} from '@apexdevtools/apex-parser';
import type { Session } from '../../data/session.ts';
import type { LocalOrg } from '../../local-org.ts';
import { findApexClass } from '../apex-classes.ts';
import { checkNames } from './check-names.ts';
import { methodTree, staticMethodsOf } from './class-trees.ts';
import type { ApexMethodTree } from './class-trees.ts';
import { evaluate } from './expressions.ts';
import { newFrame, ThrownApex } from './run.ts';
import type { Frame, Run } from './run.ts';
import { declareLocals, placeOf, runStatement, runStaticMethod } from './statements.ts';

/** What a caller wants to know of a run: lines of its debug log, without their time, and the statements it reaches. */
type Watcher = Partial<Pick<Run, 'log' | 'reached'>>;

const nothing = (): void => undefined;

export function createRun(
  org: LocalOrg,
  session: Session,
  { log = nothing, reached = nothing }: Watcher,
  ownMethods: ReadonlyMap<string, ApexMethodTree> = new Map(),
): Run {
  const bodyOf = (className: string) => findApexClass(org, className)?.body;
  const run: Run = {
    org,
    session,
    log,
    reached,
    method: (className, name) => {
      const body = className === '' ? undefined : bodyOf(className);
      const methods = body === undefined ? ownMethods : staticMethodsOf(body);
      return className !== '' && body === undefined ? undefined : methods.get(name.toLowerCase());
    },
    knowsClass: (className) => bodyOf(className) !== undefined,
    evaluate: (frame, tree) => evaluate(run, frame, tree),
    callStatic: (className, name, args) => runStaticMethod(run, className, name, args),
    statements: 0,
    depth: 0,
  };
  return run;
}

/** Throws ApexCompileError for names that mean nothing, ThrownApex for an exception. */
export function runAnonymousBlock(
  org: LocalOrg,
  session: Session,
  tree: AnonymousBlockContext,
  log: (event: string) => void,
): void {
  const members: readonly Member[] = tree.anonymousBlockMember_list();
  const methods = new Map<string, ApexMethodTree>();
  for (const member of members) {
    const declared = member.anonymousMemberDeclaration()?.methodDeclaration() ?? null;
    const method = declared === null ? null : methodTree(declared);
    if (method !== null) methods.set(method.name.toLowerCase(), method);
  }
  const run = createRun(org, session, { log }, methods);
  checkNames(run, tree, methods);
  const frame = newFrame('AnonymousBlock', '');
  try {
    for (const member of members) runMember(run, frame, member);
  } catch (error) {
    if (error instanceof ThrownApex) error.places.push(placeOf(frame));
    throw error;
  }
}

/** What the grammar answers null for where it is absent. */
interface Member {
  statement(): StatementContext | null;
  anonymousMemberDeclaration(): {
    methodDeclaration(): MethodDeclarationContext | null;
    /** At the top of a block, a variable is taken for a field. */
    fieldDeclaration(): FieldDeclarationContext | null;
  } | null;
}

function runMember(run: Run, frame: Frame, member: Member): void {
  const variable = member.anonymousMemberDeclaration()?.fieldDeclaration() ?? null;
  if (variable !== null) {
    frame.line = variable.start.line;
    declareLocals(run, frame, variable);
  }
  const statement = member.statement();
  if (statement !== null) runStatement(run, frame, statement);
}

/** Runs a static method without parameters from its source, as tests are. */
export function interpretMethod(
  org: LocalOrg,
  session: Session,
  className: string,
  name: string,
  reached: Run['reached'],
): void {
  runStaticMethod(createRun(org, session, { reached }), className, name, []);
}
