/** Turns the plugin's texts into what translators and WordPress read: .pot, .po, .mo and a JSON file per script. */

import type { GetTextTranslation, GetTextTranslations } from 'gettext-parser';
import { mo, po } from 'gettext-parser';

import { referencesOf } from './collect.ts';
import type { Texts } from './collect.ts';

export interface Language {
  /** A WordPress locale, such as `de_DE`. */
  readonly locale: string;
  /** The `Plural-Forms` header of gettext, such as `nplurals=2; plural=(n != 1);`. */
  readonly pluralForms: string;
}

/** The template that a new translation begins with. */
export function templateText(texts: Texts): string {
  return fileText(po.compile(withHeaders(texts, {}), { foldLength: 0 }));
}

/** A translation brought up to date: its texts for what there still is, nothing for what is new. */
export function mergeTranslation(
  texts: Texts,
  existing: string,
  language: Language,
): GetTextTranslations {
  const known = po.parse(existing).translations;
  const merged: Record<string, Record<string, GetTextTranslation>> = {};
  for (const [context, entries] of Object.entries(texts)) {
    for (const [msgid, entry] of Object.entries(entries)) {
      const forms = entry.msgid_plural === undefined ? 1 : 2;
      const before = known[context]?.[msgid]?.msgstr ?? [];
      const msgstr = Array.from({ length: forms }, (_, form) => before[form] ?? '');
      (merged[context] ??= {})[msgid] = { ...entry, msgstr };
    }
  }
  return withHeaders(merged, {
    Language: language.locale,
    'Plural-Forms': language.pluralForms,
  });
}

export function translationText(translation: GetTextTranslations): string {
  return fileText(po.compile(translation, { foldLength: 0 }));
}

/** The binary catalogue that PHP reads; texts without translation are left out, so WordPress shows the original. */
export function binaryCatalogue(translation: GetTextTranslations): Buffer {
  // compile() takes what it leaves out away from its argument too.
  return mo.compile(structuredClone(translation));
}

/** Texts that have no translation yet. */
export function untranslated(translation: GetTextTranslations): string[] {
  return entriesOf(translation)
    .filter((entry) => entry.msgstr.some((text) => text === ''))
    .map((entry) => entry.msgid);
}

/**
 * What `wp_set_script_translations()` reads: Jed 1.x, the texts of one script.
 *
 * @see https://developer.wordpress.org/reference/functions/wp_set_script_translations/
 */
export function scriptCatalogue(translation: GetTextTranslations, script: string): string {
  const messages: Record<string, unknown> = {
    '': {
      domain: 'messages',
      lang: translation.headers['Language'],
      'plural-forms': translation.headers['Plural-Forms'],
    },
  };
  for (const entry of entriesOf(translation)) {
    if (!referencesOf(entry).includes(script) || entry.msgstr.includes('')) continue;
    const key = entry.msgctxt === undefined ? entry.msgid : `${entry.msgctxt}\u0004${entry.msgid}`;
    messages[key] = entry.msgstr;
  }
  return `${JSON.stringify({ domain: 'messages', locale_data: { messages } }, null, 1)}\n`;
}

// Private:

function entriesOf(translation: GetTextTranslations): GetTextTranslation[] {
  return Object.values(translation.translations)
    .flatMap((entries) => Object.values(entries))
    .filter((entry) => entry.msgid !== '');
}

function withHeaders(texts: Texts, headers: Readonly<Record<string, string>>): GetTextTranslations {
  return {
    charset: 'utf-8',
    headers: {
      'Project-Id-Version': 'Skybridge',
      'MIME-Version': '1.0',
      'Content-Type': 'text/plain; charset=UTF-8',
      'Content-Transfer-Encoding': '8bit',
      'Plural-Forms': 'nplurals=2; plural=(n != 1);',
      ...headers,
      'X-Domain': 'skybridge',
    },
    translations: texts,
  };
}

function fileText(compiled: Buffer): string {
  return `${compiled.toString('utf8').trimEnd()}\n`;
}
