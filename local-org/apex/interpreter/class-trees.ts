/** The bodies of a class's static methods, and of the methods that an anonymous block declares. */
import type { BlockContext, MethodDeclarationContext } from '@apexdevtools/apex-parser';
import { apexGrammar } from '../source/apex-grammar.ts';
import { parseClassTree } from '../source/parse-apex.ts';

export interface ApexMethodTree {
  readonly name: string;
  readonly parameters: readonly { readonly name: string; readonly type: string }[];
  readonly body: BlockContext;
}

/** By lower-case name. Overloads are told apart by nobody: the last one counts. */
export function staticMethodsOf(source: string): ReadonlyMap<string, ApexMethodTree> {
  const known = trees.get(source);
  if (known !== undefined) return known;
  const methods = new Map<string, ApexMethodTree>();
  const type = parseClassTree(source).typeDeclaration().classDeclaration() as {
    readonly classBody: () => ClassBody;
  } | null;
  for (const member of type?.classBody().classBodyDeclaration_list() ?? []) {
    const declared = member.memberDeclaration()?.methodDeclaration() ?? null;
    const method = declared === null ? null : methodTree(declared);
    if (method !== null) methods.set(method.name.toLowerCase(), method);
  }
  trees.set(source, methods);
  return methods;
}

const trees = new Map<string, ReadonlyMap<string, ApexMethodTree>>();

/** Lines on which a statement begins, blocks themselves aside: what code coverage counts. */
export function executableLines(source: string): ReadonlySet<number> {
  const known = lines.get(source);
  if (known !== undefined) return known;
  const found = new Set<number>();
  collectLines(parseClassTree(source), found);
  lines.set(source, found);
  return found;
}

const lines = new Map<string, ReadonlySet<number>>();

function collectLines(tree: { readonly children?: unknown }, found: Set<number>): void {
  const { BlockContext, StatementContext } = apexGrammar();
  if (tree instanceof StatementContext && !(tree.getChild(0) instanceof BlockContext)) {
    found.add(tree.start.line);
  }
  // Leaves of the grammar's trees have no children, or null.
  const children = Array.isArray(tree.children) ? (tree.children as readonly object[]) : [];
  for (const child of children) collectLines(child, found);
}

interface ClassBody {
  readonly classBodyDeclaration_list: () => readonly {
    readonly memberDeclaration: () => {
      readonly methodDeclaration: () => MethodDeclarationContext | null;
    } | null;
  }[];
}

/** null: a method without a body. */
export function methodTree(tree: MethodDeclarationContext): ApexMethodTree | null {
  const body = tree.block() as BlockContext | null;
  if (body === null) return null;
  const list = tree.formalParameters().formalParameterList() as {
    readonly formalParameter_list: () => readonly {
      readonly id: () => { getText(): string };
      readonly typeRef: () => { getText(): string };
    }[];
  } | null;
  const parameters = (list?.formalParameter_list() ?? []).map((one) => ({
    name: one.id().getText(),
    type: one.typeRef().getText(),
  }));
  return { name: tree.id().getText(), parameters, body };
}
