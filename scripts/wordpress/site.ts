/** Makes a fresh WordPress site from the cached core: its files, its configuration, an installed database. */

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { StartError } from '../start-error.ts';
import type { PhpRuntime } from './php-runtime.ts';

/** The PHP files that make and serve a site; PHP in WebAssembly must be able to see this folder. */
export const SITE_FILES = fileURLToPath(new URL('site-files/', import.meta.url)).replace(
  /\/$/u,
  '',
);
/** Our plugin's source, linked into every site. */
export const PLUGIN_DIRECTORY = fileURLToPath(new URL('../../wp-plugin', import.meta.url));

/** Names as WordPress's own wp-config-sample.php has them. */
const KEY_NAMES = ['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'].flatMap((name) => [
  `${name}_KEY`,
  `${name}_SALT`,
]);

export interface SiteSettings {
  /** Public address without a trailing slash. */
  readonly url: string;
  readonly title: string;
  readonly admin: { readonly login: string; readonly password: string; readonly email: string };
}

export interface SiteSource {
  /** Folder of a pristine core and of the SQLite plugin (wordpress-files.ts). */
  readonly core: string;
  readonly sqliteDriver: string;
  /** WPGraphQL, where there is one (wordpress-files.ts). */
  readonly wpgraphql?: string | null;
}

/** The folder that a web server serves for the site in `directory`. */
export function documentRoot(directory: string): string {
  return join(directory, 'wordpress');
}

/** Lays out the files of a site in `directory`: nothing is installed yet, and no PHP has run. */
export async function layOutSite(
  directory: string,
  source: SiteSource,
  settings: SiteSettings,
): Promise<void> {
  const root = documentRoot(directory);
  const content = join(root, 'wp-content');
  // A copy, not a link: WordPress finds its folders from the real path of its own files.
  await cp(source.core, root, { recursive: true, mode: constants.COPYFILE_FICLONE });
  await mkdir(join(directory, 'database'), { recursive: true });
  await mkdir(join(content, 'plugins'), { recursive: true });
  await cp(source.sqliteDriver, join(content, 'plugins', 'sqlite-database-integration'), {
    recursive: true,
  });
  await copyFile(join(source.sqliteDriver, 'db.copy'), join(content, 'db.php'));
  await copyFile(join(SITE_FILES, 'wp-config.php'), join(root, 'wp-config.php'));
  await mkdir(join(content, 'mu-plugins'), { recursive: true });
  const siteHealth = 'sqlite-site-health.php';
  await copyFile(join(SITE_FILES, siteHealth), join(content, 'mu-plugins', siteHealth));
  await symlink(PLUGIN_DIRECTORY, join(content, 'plugins', 'skybridge'), 'dir');
  const { wpgraphql } = source;
  if (wpgraphql !== undefined && wpgraphql !== null) {
    await cp(wpgraphql, join(content, 'plugins', 'wp-graphql'), { recursive: true });
  }
  const keys = Object.fromEntries(
    KEY_NAMES.map((name) => [name, randomBytes(48).toString('base64')]),
  );
  const site = { ...settings, keys };
  await writeFile(join(directory, 'site.json'), JSON.stringify(site, null, 2), { mode: 0o600 });
}

/** Creates WordPress's tables and its administrator. */
export async function installSite(directory: string, php: PhpRuntime): Promise<void> {
  await runPhp(php, join(SITE_FILES, 'install.php'), directory);
}

/** Runs a PHP file against the site in `directory` (its SKYBRIDGE_SITE) and returns what it printed. */
export async function runPhp(
  php: PhpRuntime,
  scriptFile: string,
  directory: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const command = php.runCommand(scriptFile, { ...env, SKYBRIDGE_SITE: directory });
  const child = spawn(command.program, command.args, {
    env: command.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let complaint = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (exitCode === 0) return output;
  const log = await readFile(join(directory, 'debug.log'), 'utf8').catch(() => '');
  throw new StartError(
    `WordPress could not be set up: ${scriptFile.split('/').at(-1) ?? ''} failed.`,
    {
      detail: [complaint, output, log.split('\n').slice(-10).join('\n')].join('\n').trim(),
    },
  );
}
