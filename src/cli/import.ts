/** `skybridge import`: writes SDL for an Apex class of the org, ready for the folder of declarations. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadConfig } from '../common/config/load-config.ts';
import { createLog } from '../common/log.ts';
import { AppError } from '../common/errors.ts';
import { declareSdl } from '../declared/declare-sdl.ts';
import { importApex } from '../declared/import-apex.ts';
import { importWsdl } from '../declared/import-wsdl.ts';
import { modelFromCatalogue } from '../model/from-describe.ts';
import type { OrgModel } from '../model/org-model.ts';
import { fetchApexClass, fetchWsdl } from '../salesforce/apex-metadata.ts';
import { readWsdl } from '../salesforce/read-wsdl.ts';
import { connectOrg, type OrgLink } from '../server/org-link.ts';
import { openKeyring } from '../store/keyring.ts';
import { openStore } from '../store/open-store.ts';
import { UsageError } from './command.ts';
import type { Command } from './command.ts';

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
  return withOrg(async (org, model, apiVersion) =>
    importApex(await fetchApexClass(org.client, apiVersion, name), await model()),
  );
}

async function fromWsdl(name: string): Promise<string> {
  const file = path.resolve(name);
  if (existsSync(file)) return importWsdl(readWsdl(readFileSync(file, 'utf8')));
  return withOrg(async (org) => importWsdl(readWsdl(await fetchWsdl(org.client, name))));
}

async function withOrg(
  work: (org: OrgLink, model: () => Promise<OrgModel>, apiVersion: string) => Promise<string>,
): Promise<string> {
  const config = loadConfig();
  const log = createLog({ level: 'error', secrets: config.secrets });
  const store = await openStore(config);
  const org = connectOrg(config, store, openKeyring(config), log);
  const model = async (): Promise<OrgModel> => {
    const orgId = await org.tokens.orgId();
    const snapshot = await org.catalogue.refresh({ conditional: true });
    return modelFromCatalogue({ orgId, catalogue: snapshot.objects });
  };
  try {
    return await work(org, model, config.org.apiVersion);
  } catch (error) {
    if (error instanceof AppError) throw new UsageError(`${error.message} ${error.hint}`);
    throw error instanceof Error ? new UsageError(error.message) : error;
  } finally {
    await org.client.close();
    await store.close();
  }
}
