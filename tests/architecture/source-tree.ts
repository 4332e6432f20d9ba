/** Reads the project's TypeScript as data: files, their real imports, and the facts that the house rules speak of. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix, relative } from 'node:path';
import ts from 'typescript';

export interface SourceFile {
  /** Path from the project's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export interface ImportEdge {
  readonly from: string;
  /** The specifier as written. */
  readonly specifier: string;
  /** Project path of a relative import, or null for a package. */
  readonly to: string | null;
  readonly typeOnly: boolean;
}

export interface FunctionLength {
  readonly path: string;
  readonly line: number;
  readonly name: string;
  readonly lines: number;
}

const ROOT = join(import.meta.dirname, '..', '..');

/** Every `.ts` file below a folder of the project, generated code left out. */
export function readSources(folder: string): SourceFile[] {
  const found: SourceFile[] = [];
  for (const entry of readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })) {
    const absolute = join(ROOT, folder, entry);
    const path = relative(ROOT, absolute).replaceAll('\\', '/');
    if (!path.endsWith('.ts') || path.includes('/generated/') || !statSync(absolute).isFile()) {
      continue;
    }
    found.push({ path, text: readFileSync(absolute, 'utf8') });
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function parse(file: SourceFile): ts.SourceFile {
  return ts.createSourceFile(file.path, file.text, ts.ScriptTarget.ES2023, true);
}

/** The module that a node imports: `import`, `export … from`, `import()` and `import('…')` types alike. */
function specifierOf(node: ts.Node): { text: string; typeOnly: boolean } | null {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    const typeOnly = node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
    return { text: node.moduleSpecifier.text, typeOnly };
  }
  if (
    ts.isExportDeclaration(node) &&
    node.moduleSpecifier &&
    ts.isStringLiteral(node.moduleSpecifier)
  ) {
    return { text: node.moduleSpecifier.text, typeOnly: node.isTypeOnly };
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const [argument] = node.arguments;
    // A computed import() cannot be checked, so it counts as one that no room may make.
    const text = argument && ts.isStringLiteralLike(argument) ? argument.text : '<computed>';
    return { text, typeOnly: false };
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return { text: node.argument.literal.getText().slice(1, -1), typeOnly: true };
  }
  return null;
}

export function importsOf(file: SourceFile): ImportEdge[] {
  const edges: ImportEdge[] = [];
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier !== null) {
      const isRelative = specifier.text.startsWith('.');
      const to = isRelative
        ? posix.normalize(posix.join(posix.dirname(file.path), specifier.text))
        : null;
      edges.push({
        from: file.path,
        specifier: specifier.text,
        to,
        typeOnly: specifier.typeOnly,
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(parse(file));
  return edges;
}

/** Whether the file touches `process.env`, however it is written (`process['env']`, destructured). */
export function readsEnvironment(file: SourceFile): boolean {
  let found = false;
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && node.name.text === 'env') {
      found ||= node.expression.getText() === 'process';
    } else if (ts.isElementAccessExpression(node)) {
      found ||= node.expression.getText() === 'process' && /['"`]env['"`]/.test(node.getText());
    } else if (ts.isBindingElement(node) && (node.propertyName ?? node.name).getText() === 'env') {
      const declaration = node.parent.parent;
      found ||=
        ts.isVariableDeclaration(declaration) && declaration.initializer?.getText() === 'process';
    }
    ts.forEachChild(node, visit);
  };
  visit(parse(file));
  return found;
}

/** Whether the file calls the global `fetch` (or opens a `WebSocket` or `EventSource`). */
export function callsGlobalNetwork(file: SourceFile): boolean {
  let found = false;
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      found ||= /^(globalThis\.)?(fetch|WebSocket|EventSource)$/.test(node.expression.getText());
    }
    ts.forEachChild(node, visit);
  };
  visit(parse(file));
  return found;
}

export function functionLengths(file: SourceFile): FunctionLength[] {
  const source = parse(file);
  const lengths: FunctionLength[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const start = source.getLineAndCharacterOfPosition(node.getStart()).line;
      const end = source.getLineAndCharacterOfPosition(node.end).line;
      const name = node.name?.getText() ?? '<anonymous>';
      lengths.push({ path: file.path, line: start + 1, name, lines: end - start + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return lengths;
}

/** Names that a file declares at its top level or as class members: what a document may point at. */
export function declaredNames(file: SourceFile): Set<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    const name = 'name' in node ? (node.name as ts.Node | undefined) : undefined;
    if (name !== undefined && ts.isIdentifier(name) && !ts.isParameter(node)) names.add(name.text);
    ts.forEachChild(node, visit);
  };
  visit(parse(file));
  return names;
}
