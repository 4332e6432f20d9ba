/** The demo's own two Node programs, the local org and the gateway, and the gateway's command line. */

import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { StartError } from '../start-error.ts';
import type { Command } from '../wordpress/php-runtime.ts';
import { CUSTOMER, PROJECT_ROOT, SITE_ID } from './settings.ts';
import type { DemoSettings } from './settings.ts';

export function localOrgCommand(settings: DemoSettings): Command {
  const port = String(settings.ports.localOrg);
  return nodeProgram('local-org/main.ts', { LOCAL_ORG_PORT: port, LOCAL_ORG_RULES: 'strict' });
}

/** Also writes `gateway.env` into the run folder, so that the gateway can be started again by hand. */
export async function gatewayCommand(
  settings: DemoSettings,
  runDirectory: string,
): Promise<Command> {
  const environment = gatewayEnvironment(settings, runDirectory);
  const lines = Object.entries(environment).map(([name, value]) => `${name}=${value}\n`);
  await writeFile(join(runDirectory, 'gateway.env'), lines.join(''), { mode: 0o600 });
  return nodeProgram('src/main.ts', environment);
}

/**
 * Makes the site's public key known to the gateway, as `skybridge sites add` does for a real site, and says who its
 * customer is in Salesforce.
 */
export async function registerSite(
  settings: DemoSettings,
  runDirectory: string,
  { publicKey, customer }: { readonly publicKey: string; readonly customer: string },
): Promise<void> {
  const { program, args, env } = nodeProgram(
    'src/cli/skybridge.ts',
    gatewayEnvironment(settings, runDirectory),
  );
  const commands = [
    ['sites', 'add', SITE_ID, '--key', publicKey, '--url', settings.wordpressUrl],
    ['bindings', 'add', SITE_ID, customer, CUSTOMER.contactId],
  ];
  try {
    for (const words of commands) {
      await promisify(execFile)(program, [...args, ...words], { env, cwd: PROJECT_ROOT });
    }
  } catch (error) {
    const detail = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
    throw new StartError('The gateway did not accept the site of the demo.', {
      cause: error,
      detail: detail.trim(),
    });
  }
}

function gatewayEnvironment(
  settings: DemoSettings,
  runDirectory: string,
): Readonly<Record<string, string>> {
  return {
    SKYBRIDGE_CONFIG: join(PROJECT_ROOT, 'examples', 'demo', 'skybridge.yaml'),
    SKYBRIDGE_STORE: join(runDirectory, 'store.db'),
    SKYBRIDGE_HOST: '127.0.0.1',
    SKYBRIDGE_LOCAL_ORG_URL: settings.localOrgUrl,
    SKYBRIDGE_SECRET_KEY: settings.secretKey,
    SKYBRIDGE_DEVELOPER_TOKEN: settings.developerToken,
    PORT: String(settings.ports.gateway),
  };
}

function nodeProgram(file: string, env: Readonly<Record<string, string>>): Command {
  return {
    program: process.execPath,
    args: ['--import', 'tsx', join(PROJECT_ROOT, file)],
    env: { ...process.env, ...env },
  };
}
