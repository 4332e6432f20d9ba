/** Runs statements of interpreted Apex, and methods made of them. */
import type {
  BlockContext,
  ExpressionContext,
  ForStatementContext,
  LocalVariableDeclarationContext,
  StatementContext,
  TryStatementContext,
} from '@apexdevtools/apex-parser';
import { apexGrammar } from '../source/apex-grammar.ts';
import { evaluate, values } from './expressions.ts';
import { itemsOf } from './instance-methods.ts';
import { truth } from './operators.ts';
import { dml } from './records.ts';
import type { DmlVerb } from './records.ts';
import {
  countStatement,
  declare,
  enterMethod,
  inScope,
  newFrame,
  notRun,
  ThrownApex,
} from './run.ts';
import type { Frame, Run } from './run.ts';
import { assigned } from './types.ts';
import { ApexExceptionValue } from './values.ts';
import type { Value } from './values.ts';

/** How a statement ended, where it was not by reaching its end. */
type Ending = { readonly kind: 'break' | 'continue' } | { readonly kind: 'return'; value: Value };

type Completion = Ending | null;

/** Throws where the class or the method is not there, or its body is out of reach. */
export function runStaticMethod(
  run: Run,
  className: string,
  name: string,
  args: readonly Value[],
): Value {
  const method = run.method(className, name);
  if (method === undefined) throw notRun(className === '' ? name : `${className}.${name}`);
  if (method.parameters.length !== args.length) throw notRun(`an overload of ${name}`);
  const place = className === '' ? 'AnonymousBlock' : `Class.${className}.${method.name}`;
  const frame = newFrame(place, className);
  method.parameters.forEach(({ name: parameter, type }, index) => {
    declare(frame, parameter, type, assigned(run, type, args[index] ?? null));
  });
  enterMethod(run);
  try {
    const ending = runStatement(run, frame, method.body);
    return ending?.kind === 'return' ? ending.value : null;
  } catch (error) {
    if (error instanceof ThrownApex) error.places.push(placeOf(frame));
    throw error;
  } finally {
    run.depth -= 1;
  }
}

export const placeOf = ({ place, line }: Frame): string => `${place}: line ${line}, column 1`;

function runStatements(
  run: Run,
  frame: Frame,
  statements: readonly StatementContext[],
): Completion {
  for (const statement of statements) {
    const ending = runStatement(run, frame, statement);
    if (ending !== null) return ending;
  }
  return null;
}

export function runStatement(
  run: Run,
  frame: Frame,
  tree: StatementContext | BlockContext,
): Completion {
  const g = apexGrammar();
  const inner = tree instanceof g.StatementContext ? tree.getChild(0) : tree;
  if (inner instanceof g.BlockContext) {
    return inScope(frame, () => runStatements(run, frame, inner.statement_list()));
  }
  countStatement(run);
  frame.line = tree.start.line;
  run.reached(frame.className, frame.line);
  if (inner instanceof g.LocalVariableDeclarationStatementContext) {
    declareLocals(run, frame, inner.localVariableDeclaration());
    return null;
  }
  if (inner instanceof g.ExpressionStatementContext) {
    evaluate(run, frame, inner.expression());
    return null;
  }
  if (inner instanceof g.BreakStatementContext) return { kind: 'break' };
  if (inner instanceof g.ContinueStatementContext) return { kind: 'continue' };
  if (inner instanceof g.ReturnStatementContext) {
    const value = inner.expression() as ExpressionContext | null;
    return { kind: 'return', value: value === null ? null : evaluate(run, frame, value) };
  }
  if (inner instanceof g.ThrowStatementContext)
    throw raise(evaluate(run, frame, inner.expression()));
  return runCompound(run, frame, inner);
}

function runCompound(run: Run, frame: Frame, tree: unknown): Completion {
  const g = apexGrammar();
  if (tree instanceof g.IfStatementContext) {
    const holds = truth(evaluate(run, frame, tree.parExpression().expression()));
    const branch = tree.statement_list()[holds ? 0 : 1];
    return branch === undefined ? null : runStatement(run, frame, branch);
  }
  if (tree instanceof g.WhileStatementContext) {
    const holds = () => truth(evaluate(run, frame, tree.parExpression().expression()));
    return loop(run, holds, () => runStatement(run, frame, tree.statement()));
  }
  if (tree instanceof g.DoWhileStatementContext) {
    const first = runStatement(run, frame, tree.block());
    if (first !== null && first.kind !== 'continue') return first.kind === 'break' ? null : first;
    const holds = () => truth(evaluate(run, frame, tree.parExpression().expression()));
    return loop(run, holds, () => runStatement(run, frame, tree.block()));
  }
  if (tree instanceof g.ForStatementContext) return inScope(frame, () => runFor(run, frame, tree));
  if (tree instanceof g.TryStatementContext) return runTry(run, frame, tree);
  if (tree instanceof g.RunAsStatementContext) return runStatement(run, frame, tree.block());
  runDml(run, frame, tree as DmlStatement);
  return null;
}

interface DmlStatement {
  readonly start: { readonly text?: string };
  expression(): ExpressionContext;
  /** Of an upsert. */
  qualifiedName?(): { getText(): string } | null;
}

function runDml(run: Run, frame: Frame, tree: DmlStatement): void {
  const keyword = tree.start.text?.toLowerCase() ?? '';
  const verb = DML_VERBS.find((one) => one === keyword);
  if (verb === undefined) throw notRun(`the statement ${keyword}`);
  const externalId = tree.qualifiedName?.()?.getText().split('.').at(-1);
  dml(run, verb, evaluate(run, frame, tree.expression()), externalId);
}

const DML_VERBS: readonly DmlVerb[] = ['insert', 'update', 'upsert', 'delete', 'undelete'];

export function declareLocals(
  run: Run,
  frame: Frame,
  tree: Pick<LocalVariableDeclarationContext, 'typeRef' | 'variableDeclarators'>,
): void {
  const type = tree.typeRef().getText();
  for (const one of tree.variableDeclarators().variableDeclarator_list()) {
    const first = one.expression() as ExpressionContext | null;
    const value = first === null ? null : assigned(run, type, evaluate(run, frame, first));
    declare(frame, one.id().getText(), type, value);
  }
}

/** The ending of the loop itself: a `return` inside it, or none. */
function loop(
  run: Run,
  holds: () => boolean,
  body: () => Completion,
  then?: () => void,
): Completion {
  while (holds()) {
    countStatement(run);
    const ending = body();
    if (ending?.kind === 'return') return ending;
    if (ending?.kind === 'break') return null;
    then?.();
  }
  return null;
}

interface ClassicFor {
  forInit(): {
    localVariableDeclaration(): LocalVariableDeclarationContext | null;
    expressionList(): never;
  } | null;
  expression(): ExpressionContext | null;
  forUpdate(): { expressionList(): never } | null;
}

function runFor(run: Run, frame: Frame, tree: ForStatementContext): Completion {
  const control = tree.forControl();
  const body = () => runStatement(run, frame, tree.statement());
  const each = control.enhancedForControl() as ReturnType<typeof control.enhancedForControl> | null;
  if (each !== null) {
    const items = itemsOf(evaluate(run, frame, each.expression()))[Symbol.iterator]();
    let next = items.next();
    return loop(
      run,
      () => next.done !== true,
      () => {
        declare(frame, each.id().getText(), each.typeRef().getText(), next.value as Value);
        return body();
      },
      () => (next = items.next()),
    );
  }
  const classic = control as unknown as ClassicFor;
  const init = classic.forInit();
  const locals = init?.localVariableDeclaration() ?? null;
  if (locals !== null) declareLocals(run, frame, locals);
  else if (init !== null) values(run, frame, init.expressionList());
  const condition = classic.expression();
  const update = classic.forUpdate();
  return loop(
    run,
    () => condition === null || truth(evaluate(run, frame, condition)),
    body,
    () => {
      if (update !== null) values(run, frame, update.expressionList());
    },
  );
}

function runTry(run: Run, frame: Frame, tree: TryStatementContext): Completion {
  const { depth } = run;
  try {
    return runStatement(run, frame, tree.block());
  } catch (error) {
    if (!(error instanceof ThrownApex) || UNCATCHABLE.has(error.type)) throw error;
    run.depth = depth;
    const handler = tree
      .catchClause_list()
      .find((clause) => catches(clause.qualifiedName().getText(), error.type));
    if (handler === undefined) throw error;
    const trace = [...error.places, placeOf(frame)].join('\n');
    return inScope(frame, () => {
      const caught = new ApexExceptionValue(error.type, error.message, trace);
      declare(frame, handler.id().getText(), error.type, caught);
      return runStatement(run, frame, handler.block());
    });
  } finally {
    const last = tree.finallyBlock() as { block(): BlockContext } | null;
    if (last !== null) runStatement(run, frame, last.block());
  }
}

/** Source: Apex Developer Guide: limits, and what the local org does not run, cannot be caught. */
const UNCATCHABLE: ReadonlySet<string> = new Set([
  'System.LimitException',
  'System.UnexpectedException',
]);

function catches(wanted: string, type: string): boolean {
  const name = (text: string) => text.toLowerCase().replace(/^system\./, '');
  return name(wanted) === 'exception' || name(wanted) === name(type);
}

function raise(value: Value): ThrownApex {
  if (value instanceof ApexExceptionValue) return new ThrownApex(value.type, value.message);
  throw notRun('a throw of what is no exception');
}
