/** `npm run schema:print`: the configured org's SDL on stdout. */

import { ConfigError } from '../common/config/config-error.ts';
import { loadConfig } from '../common/config/load-config.ts';
import { AppError } from '../common/errors.ts';
import { printSdl } from '../schema/print-sdl.ts';
import { declaredFolderOf, openDeclaredFolder } from '../server/declared-folder.ts';
import { buildLiveSchema } from '../server/live-schema.ts';
import { withOrg } from './with-org.ts';

async function main(): Promise<void> {
  const config = loadConfig();
  const sdl = await withOrg(config, async ({ org, log }) => {
    const orgId = await org.tokens.orgId();
    const snapshot = await org.catalogue.refresh({ conditional: true });
    // The SDL does not depend on who may read what, so a policy in the making does not keep it from being printed.
    const { schema } = buildLiveSchema(
      orgId,
      snapshot,
      { operations: config.operations, changes: config.changes },
      { now: openDeclaredFolder(declaredFolderOf(config), log).read(), before: [] },
    );
    return printSdl(schema);
  });
  process.stdout.write(`${sdl}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
});

function explain(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof AppError) return `${error.message} ${error.hint}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
