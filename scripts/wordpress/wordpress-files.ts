/** WordPress core and its SQLite driver as folders in the cache, fetched through npm when not there yet. */

import { access, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { StartError } from '../start-error.ts';
import { unpackTarball, unpackZip } from './archive.ts';
import { cachedDirectory } from './cache.ts';
import { packPackage } from './npm.ts';
import { SQLITE_DRIVER, WORDPRESS_BUILDS } from './pinned-packages.ts';
import { showingProgress } from './progress.ts';

export const WORDPRESS_VERSION = '6.5.5';
const SQLITE_DRIVER_VERSION = '3.0.2';

/** Folder of a pristine WordPress core: no configuration, no database, no plugin of ours. */
export async function wordpressCore(): Promise<string> {
  const title = `WordPress ${WORDPRESS_VERSION}`;
  return cachedDirectory({
    name: `wordpress-${WORDPRESS_VERSION}`,
    title,
    // The archive twice (npm keeps one too) and 70 MB unpacked.
    needsBytes: 2 * WORDPRESS_BUILDS.bytes + 70_000_000,
    fill: async (directory) => {
      const archive = await packPackage(WORDPRESS_BUILDS, directory, title);
      await showingProgress(`Unpacking ${title}`, `${title}: unpacked`, () =>
        unpackCore(archive, directory),
      );
    },
  });
}

/** Folder of the plugin `sqlite-database-integration`, which holds the database drop-in. */
export async function sqliteDriver(): Promise<string> {
  const title = `SQLite driver ${SQLITE_DRIVER_VERSION}`;
  return cachedDirectory({
    name: `sqlite-driver-${SQLITE_DRIVER_VERSION}`,
    title,
    needsBytes: 5_000_000,
    fill: async (directory) => {
      const archive = await packPackage(SQLITE_DRIVER, directory, title);
      const zip = 'sqlite-database-integration.zip';
      await unpackTarball(archive, directory, (name) => (name === `package/${zip}` ? zip : null));
      const files = await unpackZip(join(directory, zip), directory, withoutFirstFolder);
      if (files === 0)
        throw new StartError(`${title} could not be unpacked: its archive is empty.`);
      await rm(join(directory, zip));
      await rm(archive);
    },
  });
}

/**
 * Folder of WPGraphQL that `WPGRAPHQL_DIR` names, with its dependencies in vendor/; null without it. No registry has
 * the plugin, so it is used where somebody has it.
 */
export async function wpgraphqlPlugin(
  env: NodeJS.ProcessEnv = process.env,
): Promise<string | null> {
  const directory = env['WPGRAPHQL_DIR'] ?? '';
  if (directory === '') return null;
  for (const file of ['wp-graphql.php', 'vendor/autoload.php']) {
    try {
      await access(join(directory, file));
    } catch (error) {
      throw new StartError(`WPGRAPHQL_DIR must name the folder of WPGraphQL, but has no ${file}.`, {
        cause: error,
      });
    }
  }
  return directory;
}

// The package splits each WordPress: PHP in a zip, everything a browser loads beside it.
const CORE_ZIP = 'wp-6.5.zip';
const STATIC_PREFIX = 'package/public/wp-6.5/';

async function unpackCore(archive: string, directory: string): Promise<void> {
  await unpackTarball(archive, directory, placeStaticFile);
  const zip = join(directory, CORE_ZIP);
  await unpackZip(zip, directory, placeCoreFile);
  await rm(zip);
  await rm(archive);
}

function placeStaticFile(name: string): string | null {
  if (name === `package/src/wordpress/${CORE_ZIP}`) return CORE_ZIP;
  return name.startsWith(STATIC_PREFIX) ? keepCore(name.slice(STATIC_PREFIX.length)) : null;
}

function placeCoreFile(name: string): string | null {
  return keepCore(name);
}

/** The build comes with a configuration and a filled database of its own; a site brings both itself. */
function keepCore(name: string): string | null {
  const isTheirSite = name === 'wp-config.php' || name.startsWith('wp-content/database/');
  const isBuildNote = name === 'wordpress-remote-asset-paths' || name === '.default_theme';
  return isTheirSite || isBuildNote ? null : name;
}

function withoutFirstFolder(name: string): string | null {
  const slash = name.indexOf('/');
  return slash === -1 ? null : name.slice(slash + 1);
}
