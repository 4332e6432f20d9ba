/** `npm run demo`: local org, gateway and WordPress as one, until Ctrl-C. */

import { describeFailure } from '../start-error.ts';
import { gatewayCommand, localOrgCommand, registerSite } from './gateway.ts';
import { untilHealthy } from './health.ts';
import type { HealthCheck } from './health.ts';
import { Programs } from './programs.ts';
import { createRunDirectory } from './run-directory.ts';
import type { RunDirectory } from './run-directory.ts';
import { ADMIN, CUSTOMER, demoSettings } from './settings.ts';
import type { DemoSettings } from './settings.ts';
import { stopRequest } from './stop-request.ts';
import { prepareWordPress } from './wordpress.ts';

const START_TIMEOUT_MS = 90_000;

const say = (line: string): void => console.log(line);

try {
  await runDemo();
} catch (error) {
  console.error(`\nThe demo could not go on. ${describeFailure(error)}`);
  process.exitCode = 1;
}
// Whatever a library still holds open must not keep a stopped demo alive.
process.exit();

async function runDemo(): Promise<void> {
  const stop = stopRequest();
  const settings = await demoSettings();
  const run = await createRunDirectory();
  const programs = new Programs(run.logs);
  stop.onSecond(() => programs.killAll());
  try {
    await Promise.race([
      start(settings, run, programs, stop.signal),
      programs.death,
      stop.requested,
    ]);
    await Promise.race([programs.death, stop.requested]);
  } catch (error) {
    if (!stop.signal.aborted) {
      await programs.stopAll();
      say(`The logs are kept in ${run.logs}`);
      throw error;
    }
  }
  say('\nStopping the demo ...');
  await programs.stopAll();
  run.remove();
  say('The demo has stopped; nothing of it is left running.');
}

async function start(
  settings: DemoSettings,
  run: RunDirectory,
  programs: Programs,
  signal: AbortSignal,
): Promise<void> {
  const healthy = (check: Pick<HealthCheck, 'program' | 'url'>): Promise<void> =>
    untilHealthy({ ...check, timeoutMs: START_TIMEOUT_MS, signal });

  say('Starting the local org');
  const localOrg = programs.start('Local org', localOrgCommand(settings));
  const localOrgReady = healthy({
    program: localOrg,
    url: `${settings.localOrgUrl}/services/data/`,
  });
  // WordPress may have to be downloaded first: the org starts meanwhile.
  const [wordpress] = await Promise.all([prepareWordPress(settings, run.path, say), localOrgReady]);

  say('Starting the gateway');
  await registerSite(settings, run.path, wordpress.publicKey);
  const gateway = programs.start('Gateway', gatewayCommand(settings, run.path));
  await healthy({ program: gateway, url: `${settings.gatewayUrl}/health/ready` });

  say('Starting WordPress');
  const server = programs.start('WordPress', wordpress.serveCommand);
  await healthy({ program: server, url: `${settings.wordpressUrl}/directory/` });
  say(announcement(settings));
}

function announcement(settings: DemoSettings): string {
  return `
Skybridge demo

  WordPress          ${settings.wordpressUrl}/directory/
  wp-admin           ${settings.wordpressUrl}/wp-admin/   ${ADMIN.login} / ${ADMIN.password} (customer: ${CUSTOMER.login} / ${CUSTOMER.password})
  GraphQL (Sandbox)  ${settings.gatewayUrl}/graphql
  Explorer           ${settings.gatewayUrl}/explorer   (works offline)
  Local org          ${settings.localOrgUrl}

  Developer token of this run, to paste as a header in the Sandbox or the explorer:
  { "Authorization": "Bearer ${settings.developerToken}" }

  Ctrl-C stops everything.

READY`;
}
