/** Pins the plugin's translation files to its texts: run `npm run plugin:translations` after changing one. */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { mo, po } from 'gettext-parser';

import {
  mergeTranslation,
  scriptCatalogue,
  untranslated,
} from '../../../scripts/translations/catalogue.ts';
import { PLUGIN, translationFiles } from '../../../scripts/translations/files.ts';

const GERMAN = { locale: 'de_DE', pluralForms: 'nplurals=2; plural=(n != 1);' };

it('has a catalogue for every text, as the sources are now', async () => {
  const { files, missing } = await translationFiles();
  expect([...missing.values()].flat()).toEqual([]);
  const present = await readdir(join(PLUGIN, 'languages'));
  expect(present.map((name) => `languages/${name}`).sort()).toEqual([...files.keys()].sort());
  for (const [name, content] of files) {
    const written = await readFile(join(PLUGIN, name));
    expect({ name, isCurrent: written.equals(Buffer.from(content)) }).toEqual({
      name,
      isCurrent: true,
    });
  }
});

/** Found another way than by the parser that writes them. */
it('misses no text of the PHP sources', async () => {
  const { files } = await translationFiles();
  const { translations } = po.parse(Buffer.from(files.get('languages/skybridge.pot') ?? ''));
  const known = new Set(Object.values(translations).flatMap((context) => Object.keys(context)));
  const names = await readdir(PLUGIN, { recursive: true });
  const sources = names.filter((name) => name.endsWith('.php') && !name.startsWith('tests'));
  const call = /\b(?:__|_e|_x|_n|esc_(?:html|attr)_(?:_|e|x))\(\s*'((?:[^'\\]|\\.)*)'/gu;
  const missed: string[] = [];
  for (const name of sources) {
    const source = await readFile(join(PLUGIN, name), 'utf8');
    for (const [, text = ''] of source.matchAll(call)) {
      const plain = text.replace(/\\(['\\])/gu, '$1');
      if (!known.has(plain)) missed.push(`${name}: ${plain}`);
    }
  }
  expect(sources.length).toBeGreaterThan(80);
  expect(missed).toEqual([]);
});

it('keeps what a translator wrote, drops what is gone, and lists what is new', () => {
  const existing = 'msgid "Kept"\nmsgstr "Geblieben"\n\nmsgid "Gone"\nmsgstr "Weg"\n';
  const texts = {
    '': { Kept: { msgid: 'Kept', msgstr: [''] }, New: { msgid: 'New', msgstr: [''] } },
  };
  const merged = mergeTranslation(texts, existing, GERMAN);
  expect(merged.translations['']?.['Kept']?.msgstr).toEqual(['Geblieben']);
  expect(merged.translations['']).not.toHaveProperty('Gone');
  expect(untranslated(merged)).toEqual(['New']);
});

it('keeps the placeholders of every text in its translation', async () => {
  const { files } = await translationFiles();
  const { translations } = mo.parse(Buffer.from(files.get('languages/skybridge-de_DE.mo') ?? ''));
  const placeholders = (text: string): string[] => (text.match(/%(?:\d+\$)?[sd]/gu) ?? []).sort();
  const entries = Object.values(translations).flatMap((context) => Object.values(context));
  expect(entries.length).toBeGreaterThan(200);
  for (const { msgid, msgid_plural: plural, msgstr } of entries.filter(
    (entry) => entry.msgid !== '',
  )) {
    const last = msgstr.at(-1) ?? '';
    expect({ msgid, placeholders: placeholders(last) }).toEqual({
      msgid,
      placeholders: placeholders(plural ?? msgid),
    });
  }
});

it('gives each script its own texts only', () => {
  const comments = (reference: string): Record<string, string> => ({ reference });
  const translation = {
    charset: 'utf-8',
    headers: { Language: 'de_DE', 'Plural-Forms': GERMAN.pluralForms },
    translations: {
      '': {
        Mine: { msgid: 'Mine', msgstr: ['Meins'], comments: comments('blocks/a/index.js\nx.php') },
        Other: { msgid: 'Other', msgstr: ['Anderes'], comments: comments('blocks/b/index.js') },
      },
    },
  };
  const catalogue = JSON.parse(scriptCatalogue(translation, 'blocks/a/index.js')) as {
    locale_data: { messages: Record<string, unknown> };
  };
  expect(Object.keys(catalogue.locale_data.messages)).toEqual(['', 'Mine']);
});
