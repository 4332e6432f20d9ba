/** Finds the texts that PHP sources give to WordPress's translation functions. */

import type { GetTextTranslation } from 'gettext-parser';
import { Engine } from 'php-parser';
import type { Comment, Node } from 'php-parser';

const DOMAIN = 'skybridge';

/** Where a function takes more than the text. Source: developer.wordpress.org, plugins, internationalization. */
interface Places {
  readonly plural?: number;
  readonly context?: number;
}

const FUNCTIONS: ReadonlyMap<string, Places> = new Map<string, Places>([
  ...['__', '_e', 'esc_html__', 'esc_attr__', 'esc_html_e', 'esc_attr_e'].map(
    (name): [string, Places] => [name, {}],
  ),
  ...['_x', '_ex', 'esc_html_x', 'esc_attr_x'].map((name): [string, Places] => [
    name,
    { context: 1 },
  ]),
  ['_n', { plural: 1 }],
  ['_n_noop', { plural: 1 }],
  ['_nx', { plural: 1, context: 3 }],
  ['_nx_noop', { plural: 1, context: 2 }],
]);

/** A text with the comment for translators that stands right above it; its file is the caller's to name. */
export type PhpText = Pick<GetTextTranslation, 'msgid' | 'msgid_plural' | 'msgctxt'> & {
  readonly note: string;
};

/** @param name of the file, for the error of a source that is no PHP. */
export function phpTexts(source: string, name: string): PhpText[] {
  const engine = new Engine({ parser: { extractDoc: true }, ast: { withPositions: true } });
  const program = engine.parseCode(source, name);
  const notes = notesByLine(program.comments ?? []);
  const texts: PhpText[] = [];
  visit(program, (node) => {
    const text = textOf(node);
    if (text === null) return;
    const line = node.loc?.start.line ?? 0;
    texts.push({ ...text, note: notes.get(line) ?? notes.get(line - 1) ?? '' });
  });
  return texts;
}

// Private:

/** Every node of the tree, whatever holds it. */
function visit(value: unknown, see: (node: Node) => void): void {
  if (Array.isArray(value)) {
    for (const one of value) visit(one, see);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if ('kind' in value) see(value as Node);
  for (const [key, held] of Object.entries(value)) {
    if (key !== 'loc' && !/comments$/iu.test(key)) visit(held, see);
  }
}

interface CallNode {
  readonly what: { readonly kind: string; readonly name?: unknown };
  readonly arguments: readonly { readonly kind: string; readonly value?: unknown }[];
}

function textOf(node: Node): Omit<PhpText, 'note'> | null {
  if (node.kind !== 'call') return null;
  const { what, arguments: given } = node as unknown as CallNode;
  const places = typeof what.name === 'string' ? FUNCTIONS.get(what.name) : undefined;
  const values = given.map(({ kind, value }) =>
    kind === 'string' && typeof value === 'string' ? value : undefined,
  );
  const [msgid] = values;
  if (places === undefined || msgid === undefined || values.at(-1) !== DOMAIN) return null;
  const [plural, context] = [places.plural, places.context].map((at) =>
    at === undefined ? undefined : values[at],
  );
  return {
    msgid,
    ...(plural !== undefined && { msgid_plural: plural }),
    ...(context !== undefined && { msgctxt: context }),
  };
}

/** Comments for translators, by the line that each ends on. */
function notesByLine(comments: readonly Comment[]): ReadonlyMap<number, string> {
  const notes = new Map<number, string>();
  for (const { value, loc } of comments) {
    const note = /translators:[^*]*/u.exec(value)?.[0].trim();
    if (note !== undefined && loc) notes.set(loc.end.line, note);
  }
  return notes;
}
