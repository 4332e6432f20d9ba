/** `npm run plugin:translations`: the plugin's .pot and, for each language, .po, .mo and script catalogues. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { PLUGIN, translationFiles } from './translations/files.ts';

const { files, missing } = await translationFiles();
for (const [name, content] of files) await writeFile(join(PLUGIN, name), content);
console.log(`wp-plugin/languages: ${files.size} files`);
for (const [locale, texts] of missing) {
  console.log(`${locale}: ${texts.length} without translation`);
  for (const text of texts) console.log(`  ${text}`);
}
