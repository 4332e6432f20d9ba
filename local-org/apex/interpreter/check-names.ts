/** What the compiler finds before anything runs: variables, types and methods that are not there. */
import type {
  ApexParseTree,
  ExpressionContext,
  ApexParserRuleContext,
} from '@apexdevtools/apex-parser';
import { apexGrammar } from '../source/apex-grammar.ts';
import { ApexCompileError } from '../source/parse-apex.ts';
import type { ApexMethodTree } from './class-trees.ts';
import type { Run } from './run.ts';
import { isKnownType } from './types.ts';

type Names = ReadonlySet<string>;

/** Throws ApexCompileError for the first one, in the order of the source. */
export function checkNames(
  run: Run,
  tree: ApexParseTree,
  methods: ReadonlyMap<string, ApexMethodTree>,
): void {
  check({ run, methods, scope: new Set<string>() }, tree);
}

interface Check {
  readonly run: Run;
  readonly methods: ReadonlyMap<string, ApexMethodTree>;
  /** Of the block that is being read; inner blocks start from a copy. */
  readonly scope: Set<string>;
}

function check(context: Check, tree: ApexParseTree): void {
  const g = apexGrammar();
  const opensScope =
    tree instanceof g.BlockContext ||
    tree instanceof g.ForStatementContext ||
    tree instanceof g.CatchClauseContext ||
    tree instanceof g.MethodDeclarationContext;
  const inner = opensScope ? { ...context, scope: new Set(context.scope) } : context;
  if (tree instanceof g.CatchClauseContext) inner.scope.add(lower(tree.id()));
  if (tree instanceof g.FormalParameterContext) inner.scope.add(lower(tree.id()));
  if (tree instanceof g.TypeRefContext) checkType(inner, tree);
  if (tree instanceof g.IdPrimaryContext) checkVariable(inner, tree);
  if (tree instanceof g.MethodCallExpressionContext) checkMethod(inner, tree.methodCall());
  if (tree instanceof g.SoqlPrimaryContext) return;
  if (tree instanceof g.CreatorContext) checkType(inner, tree.createdName());
  for (const child of childrenOf(tree)) check(inner, child);
  // A variable may not be used in its own first value, so it is known only after it.
  if (tree instanceof g.VariableDeclaratorContext) inner.scope.add(lower(tree.id()));
  if (tree instanceof g.EnhancedForControlContext) inner.scope.add(lower(tree.id()));
}

/** The field names of `new Account(Name = …)` are no variables. */
function childrenOf(tree: ApexParseTree): readonly ApexParseTree[] {
  const { AssignExpressionContext, CreatorContext } = apexGrammar();
  if (tree instanceof CreatorContext) {
    const list = (tree.classCreatorRest() as ReturnType<typeof tree.classCreatorRest> | null)
      ?.arguments()
      .expressionList() as { expression_list(): ExpressionContext[] } | null | undefined;
    const args = list?.expression_list() ?? [];
    if (args.some((one) => one instanceof AssignExpressionContext)) {
      return args.map((one) => (one instanceof AssignExpressionContext ? one.expression(1) : one));
    }
  }
  return (tree as Partial<ApexParserRuleContext>).children ?? [];
}

const lower = (tree: ApexParserRuleContext): string => tree.getText().toLowerCase();

function checkType(context: Check, tree: ApexParserRuleContext): void {
  const name = tree.getText();
  if (!isKnownType(context.run, name)) throw problem(`Invalid type: ${name}`, tree);
}

function checkVariable({ run, scope }: Check, tree: ApexParserRuleContext): void {
  const name = tree.getText();
  if (has(scope, name)) return;
  const { DotExpressionContext, PrimaryExpressionContext } = apexGrammar();
  const expression = tree.parentCtx;
  const owner = expression instanceof PrimaryExpressionContext ? expression.parentCtx : undefined;
  if (owner instanceof DotExpressionContext && isKnownType(run, name)) return;
  throw problem(`Variable does not exist: ${name}`, tree);
}

const has = (names: Names, name: string): boolean => names.has(name.toLowerCase());

function checkMethod(
  { methods }: Check,
  call: ApexParserRuleContext & { id(): { getText(): string } | null },
): void {
  const name = call.id()?.getText();
  if (name === undefined || methods.has(name.toLowerCase())) return;
  throw problem(
    `Method does not exist or incorrect signature: void ${name}() from the type anon`,
    call,
  );
}

const problem = (message: string, { start }: ApexParserRuleContext): ApexCompileError =>
  new ApexCompileError(message, { line: start.line, column: start.column + 1 });
