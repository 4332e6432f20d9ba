/** Collects every text of the plugin that a translator sees: PHP, editor scripts, block.json and the plugin's header. */

import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';

import type { GetTextComment, GetTextTranslation } from 'gettext-parser';
import ts from 'typescript';

import { phpTexts } from './php-texts.ts';

/** Texts by context (`''` for none), then by msgid; `references` names the files, for translators and for scripts. */
export type Texts = Readonly<Record<string, Readonly<Record<string, GetTextTranslation>>>>;

/** The fields of block.json that WordPress translates, with the contexts it looks them up under (block-i18n.json). */
const BLOCK_TEXTS = {
  title: 'block title',
  description: 'block description',
  keywords: 'block keyword',
} as const;

/**
 * @param plugin The plugin's folder.
 * @param scripts Its editor scripts, relative to it.
 */
export async function collectTexts(plugin: string, scripts: readonly string[]): Promise<Texts> {
  const collected = new Collection();
  for (const name of await phpFiles(plugin)) {
    collected.addPhp(name, await readFile(join(plugin, name), 'utf8'));
  }
  collected.addHeader(MAIN_FILE, await readFile(join(plugin, MAIN_FILE), 'utf8'));
  for (const script of scripts) {
    collected.addScript(script, await readFile(join(plugin, script), 'utf8'));
    const block = join(dirname(script), 'block.json');
    collected.addBlock(block, JSON.parse(await readFile(join(plugin, block), 'utf8')) as unknown);
  }
  return collected.sorted();
}

// Private:

const MAIN_FILE = 'skybridge.php';

async function phpFiles(plugin: string): Promise<string[]> {
  const names = await readdir(plugin, { recursive: true });
  return names
    .map((name) => name.split(sep).join('/'))
    .filter((name) => name.endsWith('.php') && !name.startsWith('tests/'))
    .sort();
}

/** Fields of the plugin's header that WordPress translates where it lists plugins. */
const HEADER_TEXTS = ['Plugin Name', 'Description', 'Author'];

class Collection {
  private readonly texts = new Map<string, GetTextTranslation>();

  addPhp(name: string, source: string): void {
    for (const { note, ...text } of phpTexts(source, name)) {
      const forms = text.msgid_plural === undefined ? [''] : ['', ''];
      this.add({ ...text, msgstr: forms, comments: { ...standsIn(name), extracted: note } });
    }
  }

  addHeader(name: string, source: string): void {
    for (const field of HEADER_TEXTS) {
      const text = new RegExp(`^ \\* ${field}:\\s*(.+)$`, 'mu').exec(source)?.[1];
      if (text === undefined) throw new TypeError(`${name} has no ${field}.`);
      const extracted = `${field} of the plugin`;
      this.add({ msgid: text, msgstr: [''], comments: { ...standsIn(name), extracted } });
    }
  }

  /** Calls of `__`, `_x`, `_n` and `_nx` with literal texts, as `wp i18n make-pot` reads them. */
  addScript(name: string, source: string): void {
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node)) this.addCall(name, node);
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(basename(name), source, ts.ScriptTarget.Latest));
  }

  addBlock(name: string, metadata: unknown): void {
    if (metadata === null || typeof metadata !== 'object')
      throw new TypeError(`${name} is no object.`);
    const fields = metadata as Readonly<Record<string, unknown>>;
    for (const [field, msgctxt] of Object.entries(BLOCK_TEXTS)) {
      for (const text of [fields[field] ?? []].flat()) {
        if (typeof text === 'string')
          this.add({ msgid: text, msgctxt, msgstr: [''], comments: standsIn(name) });
      }
    }
  }

  sorted(): Texts {
    const sorted: Record<string, Record<string, GetTextTranslation>> = {};
    for (const [, entry] of [...this.texts].sort(([one], [other]) => (one < other ? -1 : 1))) {
      (sorted[entry.msgctxt ?? ''] ??= {})[entry.msgid] = entry;
    }
    return sorted;
  }

  private addCall(name: string, { expression, arguments: values }: ts.CallExpression): void {
    const callee = ts.isPropertyAccessExpression(expression) ? expression.name : expression;
    const [msgid, second, , fourth] = values.map((value) =>
      ts.isStringLiteralLike(value) ? value.text : undefined,
    );
    if (!ts.isIdentifier(callee) || msgid === undefined) return;
    const text = { msgid, msgstr: [''], comments: standsIn(name) };
    if (callee.text === '__') this.add(text);
    if (second === undefined) return;
    if (callee.text === '_x') this.add({ ...text, msgctxt: second });
    if (callee.text === '_n') this.add({ ...text, msgid_plural: second });
    if (callee.text === '_nx' && fourth !== undefined)
      this.add({ ...text, msgid_plural: second, msgctxt: fourth });
  }

  private add(entry: GetTextTranslation): void {
    const key = `${entry.msgctxt ?? ''}\u0004${entry.msgid}`;
    const known = this.texts.get(key);
    const standing = standsIn(...referencesOf(known), ...referencesOf(entry));
    const extracted = known?.comments?.extracted ?? entry.comments?.extracted ?? '';
    this.texts.set(key, {
      ...known,
      ...entry,
      comments: { ...standing, extracted },
    });
  }
}

/** The files that a text stands in, relative to the plugin. */
export function referencesOf(text: GetTextTranslation | undefined): string[] {
  return (text?.comments?.reference ?? '').split(/[,\s]+/u).filter((name) => name !== '');
}

function standsIn(...names: readonly string[]): GetTextComment {
  return {
    translator: '',
    extracted: '',
    flag: '',
    previous: '',
    reference: [...new Set(names)].sort().join('\n'),
  };
}
