/** `skybridge soql`: checks declared queries against the org, and shows the types they get, for editors and CI. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadConfig } from '../common/config/load-config.ts';
import type { Config } from '../common/config/load-config.ts';
import { createLog } from '../common/log.ts';
import { declareFiles, type DeclarationFile } from '../declared/declare-files.ts';
import { buildSchema } from '../schema/build-schema.ts';
import { printDeclared, printWritten } from '../schema/print-declared.ts';
import { declaredFolderOf, openDeclaredFolder } from '../server/declared-folder.ts';
import { UsageError } from './command.ts';
import type { Command } from './command.ts';
import { readModel, withOrg } from './with-org.ts';

export const soqlCommand: Command = {
  name: 'soql',
  usage: [
    '  soql check [file…]   check declared queries against the org: file:line:column of each mistake',
    '  soql types [file…]   print the GraphQL field and types of each',
  ],
  run: async ([action, ...names]) => {
    if (action !== 'check' && action !== 'types') {
      throw new UsageError(`Unknown action: ${action ?? '(none)'}.`);
    }
    const config = loadConfig();
    const files = readFiles(config, names);
    const model = await withOrg(config, ({ org }) => readModel(org));
    const { model: declared, problems } = declareFiles(files, model);
    for (const problem of problems) process.stderr.write(`${problem.message}\n`);
    if (action === 'types') {
      const schema = buildSchema(model, declared);
      for (const query of declared.queries) process.stdout.write(printDeclared(query, schema));
      for (const file of declared.sdl) process.stdout.write(printWritten(file, schema));
    } else process.stdout.write(`${files.length} files, ${problems.length} wrong\n`);
    return problems.length > 0 ? 1 : 0;
  },
};

/** The named files, or all of the folder that `queries:` names. */
function readFiles(config: Config, names: readonly string[]): readonly DeclarationFile[] {
  if (names.length === 0) {
    const log = createLog({ level: 'error', secrets: config.secrets });
    return openDeclaredFolder(declaredFolderOf(config), log).read();
  }
  return names.map((name) => {
    try {
      return { name, text: readFileSync(path.resolve(name), 'utf8') };
    } catch {
      throw new UsageError(`${name} cannot be read.`);
    }
  });
}
