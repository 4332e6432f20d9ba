/** Says which translation files the plugin has, and what must stand in each. */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import {
  binaryCatalogue,
  mergeTranslation,
  scriptCatalogue,
  templateText,
  translationText,
  untranslated,
} from './catalogue.ts';
import type { Language } from './catalogue.ts';
import { collectTexts } from './collect.ts';

export const PLUGIN = fileURLToPath(new URL('../../wp-plugin', import.meta.url));

const LANGUAGES: readonly Language[] = [
  { locale: 'de_DE', pluralForms: 'nplurals=2; plural=(n != 1);' },
];

export interface TranslationFiles {
  /** Content by path, relative to the plugin. */
  readonly files: ReadonlyMap<string, string | Buffer>;
  /** Texts without translation, by locale. */
  readonly missing: ReadonlyMap<string, readonly string[]>;
}

/** Every file as it must be for the plugin's present texts; what translators wrote into a .po stays. */
export async function translationFiles(): Promise<TranslationFiles> {
  const scripts = await editorScripts();
  const texts = await collectTexts(PLUGIN, scripts);
  const files = new Map<string, string | Buffer>([
    ['languages/skybridge.pot', templateText(texts)],
  ]);
  const missing = new Map<string, readonly string[]>();
  for (const language of LANGUAGES) {
    const name = `languages/skybridge-${language.locale}`;
    const existing = await readFile(join(PLUGIN, `${name}.po`), 'utf8').catch(() => '');
    const translation = mergeTranslation(texts, existing, language);
    files.set(`${name}.po`, translationText(translation));
    files.set(`${name}.mo`, binaryCatalogue(translation));
    for (const script of scripts) {
      files.set(`${name}-${scriptHandle(script)}.json`, scriptCatalogue(translation, script));
    }
    missing.set(language.locale, untranslated(translation));
  }
  return { files, missing };
}

// Private:

async function editorScripts(): Promise<string[]> {
  const blocks = await readdir(join(PLUGIN, 'blocks'));
  return blocks.sort().map((block) => `blocks/${block}/index.js`);
}

/** The handle that WordPress gives the script of `blocks/<name>/block.json`. */
function scriptHandle(script: string): string {
  return `skybridge-${script.split('/')[1] ?? ''}-editor-script`;
}
