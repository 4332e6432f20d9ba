/** `npm run demo`: local org, gateway and WordPress as one, until Ctrl-C. */

import { describeFailure, StartError } from '../start-error.ts';
import type { ChildProgram } from './child-program.ts';
import { gatewayCommand, localOrgCommand, registerSite } from './gateway.ts';
import { untilHealthy } from './health.ts';
import { Programs } from './programs.ts';
import { createRunDirectory } from './run-directory.ts';
import type { RunDirectory } from './run-directory.ts';
import { ADMIN, CUSTOMER, demoSettings } from './settings.ts';
import type { DemoSettings } from './settings.ts';
import { stopRequest } from './stop-request.ts';
import { prepareWordPress } from './wordpress.ts';

const START_TIMEOUT_MS = 90_000;

const say = (line: string): void => console.log(line);
// A reader that went away (`npm run demo | head`) must not keep us from stopping what we started.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

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
    const demo = start(settings, run, programs, stop.signal);
    await Promise.race([demo, programs.nextDeath(), stop.requested]);
    if (!stop.signal.aborted) await Promise.race([outlive(programs), stop.requested]);
  } catch (error) {
    if (!stop.signal.aborted) {
      await programs.stopAll();
      run.keepLogsOnly();
      say(`The logs are kept in ${run.logs}`);
      throw error;
    }
  }
  say('\nStopping the demo ...');
  await programs.stopAll();
  run.remove();
  say('The demo has stopped; nothing of it is left running.');
}

/** Once all runs, one that dies leaves the others up: how they bear it is worth seeing. */
async function outlive(programs: Programs): Promise<never> {
  await programs.untilAllAreGone((death) => {
    say(`\n${describeFailure(death)}\nThe others go on without it; Ctrl-C stops them.`);
  });
  throw new StartError('All its programs have stopped.');
}

async function start(
  settings: DemoSettings,
  run: RunDirectory,
  programs: Programs,
  signal: AbortSignal,
): Promise<void> {
  const healthy = (program: ChildProgram, url: string): Promise<void> =>
    untilHealthy({ program, url, timeoutMs: START_TIMEOUT_MS, signal });

  say('Starting the local org');
  const localOrg = programs.start('Local org', localOrgCommand(settings));
  const localOrgReady = healthy(localOrg, `${settings.localOrgUrl}/services/data/`);
  // WordPress may have to be downloaded first: the org starts meanwhile.
  const [site] = await Promise.all([prepareWordPress(settings, run.path, say), localOrgReady]);

  say('Starting the gateway');
  await registerSite(settings, run.path, site);
  const gateway = programs.start('Gateway', await gatewayCommand(settings, run.path));
  await healthy(gateway, `${settings.gatewayUrl}/health/ready`);

  say('Starting WordPress');
  const wordpress = programs.start('WordPress', site.serveCommand);
  await healthy(wordpress, `${settings.wordpressUrl}/directory/`);
  say(announcement(settings, run.path, [localOrg, gateway, wordpress]));
}

function announcement(
  settings: DemoSettings,
  runDirectory: string,
  programs: readonly ChildProgram[],
): string {
  const processes = programs.map(({ title, groupId }) => `${title} ${groupId ?? 'gone'}`);
  return `
Skybridge demo

  WordPress          ${settings.wordpressUrl}/directory/
  Portal             ${settings.wordpressUrl}/portal/   ${CUSTOMER.login} / ${CUSTOMER.password}
  wp-admin           ${settings.wordpressUrl}/wp-admin/   ${ADMIN.login} / ${ADMIN.password}
  GraphQL (Sandbox)  ${settings.gatewayUrl}/graphql
  Explorer           ${settings.gatewayUrl}/explorer   (works offline)
  Local org          ${settings.localOrgUrl}
  Processes          ${processes.join(', ')}
  Logs, store, site  ${runDirectory}

  Developer token of this run, to paste as a header in the Sandbox or the explorer:
  { "Authorization": "Bearer ${settings.developerToken}" }

  Ctrl-C stops everything.

READY`;
}
