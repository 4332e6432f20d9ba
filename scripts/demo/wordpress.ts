/** The demo's WordPress: a fresh site from the cached files, installed, seeded, and ready to be served. */

import { join } from 'node:path';

import { StartError } from '../start-error.ts';
import { choosePhp } from '../wordpress/choose-php.ts';
import type { Command, PhpRuntime } from '../wordpress/php-runtime.ts';
import { showingProgress } from '../wordpress/progress.ts';
import {
  documentRoot,
  installSite,
  layOutSite,
  PLUGIN_DIRECTORY,
  runPhp,
  SITE_FILES,
} from '../wordpress/site.ts';
import {
  sqliteDriver,
  WORDPRESS_VERSION,
  wordpressCore,
  wpgraphqlPlugin,
} from '../wordpress/wordpress-files.ts';
import { ADMIN, CUSTOMER, DIRECTORY_CACHE_SECONDS, SITE_ID } from './settings.ts';
import type { DemoSettings } from './settings.ts';

export interface DemoWordPress {
  /** The site's Ed25519 public key, base64url of the 32 raw bytes. */
  readonly publicKey: string;
  /** WordPress user id of the portal's customer. */
  readonly customer: string;
  readonly serveCommand: Command;
}

/** Everything up to the web server: may download (cached), takes a second or two after that. */
export async function prepareWordPress(
  settings: DemoSettings,
  runDirectory: string,
  say: (line: string) => void,
): Promise<DemoWordPress> {
  const directory = join(runDirectory, 'site');
  const { runtime, notice } = await choosePhp([directory, PLUGIN_DIRECTORY, SITE_FILES]);
  if (notice !== undefined) say(`Note: ${notice}`);
  const source = {
    core: await wordpressCore(),
    sqliteDriver: await sqliteDriver(),
    wpgraphql: await wpgraphqlPlugin(),
  };
  const label = `Setting up WordPress ${WORDPRESS_VERSION} on ${runtime.title}`;
  const seeded = await showingProgress(label, `${label}: done`, async () => {
    await layOutSite(directory, source, {
      url: settings.wordpressUrl,
      title: 'Skybridge demo',
      admin: ADMIN,
    });
    await installSite(directory, runtime);
    return seedSite(settings, directory, runtime);
  });
  return {
    ...seeded,
    serveCommand: runtime.serveCommand(documentRoot(directory), settings.ports.wordpress),
  };
}

async function seedSite(
  settings: DemoSettings,
  directory: string,
  runtime: PhpRuntime,
): Promise<Omit<DemoWordPress, 'serveCommand'>> {
  const output = await runPhp(runtime, join(SITE_FILES, 'seed-demo.php'), directory, {
    SKYBRIDGE_DEMO: JSON.stringify({
      gatewayUrl: settings.gatewayUrl,
      siteId: SITE_ID,
      customer: CUSTOMER,
      directoryCacheSeconds: DIRECTORY_CACHE_SECONDS,
    }),
  });
  const [, publicKey, customer] = /"publicKey":"([\w-]{43})","customer":(\d+)/u.exec(output) ?? [];
  if (publicKey !== undefined && customer !== undefined) return { publicKey, customer };
  throw new StartError('The plugin gave no public key for the demo site.', { detail: output });
}
