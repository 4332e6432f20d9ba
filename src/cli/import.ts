/** `skybridge import`: writes SDL for an Apex class of the org, ready for the folder of declarations. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadConfig, type Config } from '../common/config/load-config.ts';
import { AppError } from '../common/errors.ts';
import { declareSdl } from '../declared/declare-sdl.ts';
import { importApex } from '../declared/import-apex.ts';
import { importWsdl } from '../declared/import-wsdl.ts';
import { fetchApexClass, fetchWsdl } from '../salesforce/apex-metadata.ts';
import { readWsdl } from '../salesforce/read-wsdl.ts';
import type { OrgLink } from '../server/org-link.ts';
import { UsageError } from './command.ts';
import type { Command } from './command.ts';
import { readModel, withOrg } from './with-org.ts';

export const importCommand: Command = {
  name: 'import',
  usage: [
    '  import apex <Class> [file]        SDL for the REST and SOAP methods of a class, to a new file or stdout',
    '  import wsdl <file|Class> [file]   the same of a WSDL, or of the WSDL of a class',
  ],
  run: async ([action, name, target, ...rest]) => {
    if ((action !== 'apex' && action !== 'wsdl') || name === undefined || rest.length > 0) {
      throw new UsageError('Say what to import: apex <Class>, or wsdl <file|Class>.');
    }
    if (target !== undefined && existsSync(target)) {
      throw new UsageError(`${target} is there already: what was edited in it would be lost.`);
    }
    const sdl = action === 'apex' ? await fromClass(name) : await fromWsdl(name);
    // What is written is what the gateway would take.
    declareSdl(target ?? `${name}.graphql`, sdl, null);
    if (target === undefined) process.stdout.write(sdl);
    else writeFileSync(target, sdl);
  },
};

function fromClass(name: string): Promise<string> {
  const config = loadConfig();
  return inOrg(config, async (org) => {
    const found = await fetchApexClass(org.client, config.org.apiVersion, name);
    return importApex(found, await readModel(org));
  });
}

async function fromWsdl(name: string): Promise<string> {
  const file = path.resolve(name);
  if (existsSync(file)) return importWsdl(readWsdl(readFileSync(file, 'utf8')));
  return inOrg(loadConfig(), async (org) =>
    importWsdl(readWsdl(await fetchWsdl(org.client, name))),
  );
}

/** What the org or the class is refused for is said without a stack. */
async function inOrg(config: Config, work: (org: OrgLink) => Promise<string>): Promise<string> {
  try {
    return await withOrg(config, ({ org }) => work(org));
  } catch (error) {
    if (error instanceof AppError) throw new UsageError(`${error.message} ${error.hint}`);
    throw error instanceof Error ? new UsageError(error.message) : error;
  }
}
