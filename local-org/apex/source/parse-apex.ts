/** Parses Apex with the community's grammar: a class file into its declarations, anonymous Apex into its statements. */
import type {
  ApexLexer,
  ApexParser,
  CompilationUnitContext,
  AnonymousUnitContext,
} from '@apexdevtools/apex-parser';
import { apexGrammar } from './apex-grammar.ts';
import type { ApexTypeDeclaration, SourceLocation } from './declarations.ts';
import { toDeclaration } from './tree-to-declarations.ts';

/** Source that does not compile. */
export class ApexCompileError extends Error {
  readonly location: SourceLocation;

  constructor(message: string, location: SourceLocation) {
    super(message);
    this.name = 'ApexCompileError';
    this.location = location;
  }
}

/** The class, interface or enum of a class file; throws ApexCompileError. */
export function parseApexClass(source: string): ApexTypeDeclaration {
  const known = parsed.get(source);
  if (known !== undefined) return known;
  const declaration = toDeclaration(parseClassTree(source).typeDeclaration());
  parsed.set(source, declaration);
  return declaration;
}

/** Sources do not change under their text, and a class is asked for at every call. */
const parsed = new Map<string, ApexTypeDeclaration>();

/** The tree of a class file; throws ApexCompileError. */
export function parseClassTree(source: string): CompilationUnitContext {
  return parse(source, (parser) => parser.compilationUnit());
}

/** The tree of an anonymous block; throws ApexCompileError. */
export function parseAnonymousApex(source: string): AnonymousUnitContext {
  return parse(source, (parser) => parser.anonymousUnit());
}

function parse<Tree>(source: string, read: (parser: ApexParser) => Tree): Tree {
  const { ApexErrorListener, ApexParserFactory } = apexGrammar();
  class FirstError extends ApexErrorListener {
    override apexSyntaxError(line: number, column: number, message: string): void {
      throw new ApexCompileError(problemText(message), { line, column: column + 1 });
    }
  }
  const { parser }: { lexer: ApexLexer; parser: ApexParser } =
    ApexParserFactory.createLexerAndParser(source, new FirstError());
  return read(parser);
}

/** ANTLR's wording as Salesforce's compiler puts it. */
function problemText(message: string): string {
  const missing = /^missing (\S+) at (.+)$/.exec(message);
  if (missing !== null) return `Missing ${missing[1] ?? ''} at ${missing[2] ?? ''}`;
  const unexpected = /^(?:\w+ input|no viable alternative at input) '(.+?)'(?: expecting|$)/s.exec(
    message,
  );
  // What could be no beginning is quoted whole; its last word is the one too many.
  const last = unexpected?.[1]?.trim().split(/\s+/).at(-1);
  return last === undefined ? message : `Unexpected token '${last}'.`;
}
