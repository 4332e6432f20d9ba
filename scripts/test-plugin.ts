/**
 * `npm run test:plugin`: the plugin's phpunit tests inside a real WordPress made for this run.
 * Ends with "N passed, N failed, N skipped"; where PHP, phpunit or WordPress is missing it says so and skips.
 */

import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { describeFailure, StartError } from './start-error.ts';
import { choosePhp } from './wordpress/choose-php.ts';
import type { PhpRuntime } from './wordpress/php-runtime.ts';
import { documentRoot, installSite, layOutSite } from './wordpress/site.ts';
import type { SiteSource } from './wordpress/site.ts';
import { sqliteDriver, wordpressCore, wpgraphqlPlugin } from './wordpress/wordpress-files.ts';

const CONFIGURATION = fileURLToPath(new URL('../wp-plugin/phpunit.xml.dist', import.meta.url));

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface Prepared {
  readonly php: PhpRuntime;
  readonly source: SiteSource;
}

let counts: Counts;
try {
  counts = await testPlugin(await prepare());
} catch (error) {
  const isSkip = error instanceof StartError;
  console.error(`${isSkip ? 'SKIPPED: the plugin tests. ' : ''}${describeFailure(error)}`);
  counts = { passed: 0, failed: isSkip ? 0 : 1, skipped: isSkip ? 1 : 0 };
}
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed > 0 ? 1 : 0;

/** What the tests need of this machine; a StartError names what is missing. */
async function prepare(): Promise<Prepared> {
  const { runtime: php } = await choosePhp([], { SKYBRIDGE_PHP: 'native' });
  try {
    await promisify(execFile)('phpunit', ['--version']);
  } catch (error) {
    throw new StartError('There is no phpunit on PATH that runs: run scripts/setup.', {
      cause: error,
    });
  }
  const wpgraphql = await wpgraphqlPlugin();
  if (wpgraphql === null) {
    console.error(
      'SKIPPED: the tests of WPGraphQL. WPGRAPHQL_DIR must name the folder of WPGraphQL.',
    );
  }
  const source = { core: await wordpressCore(), sqliteDriver: await sqliteDriver(), wpgraphql };
  return { php, source };
}

async function testPlugin({ php, source }: Prepared): Promise<Counts> {
  const directory = await mkdtemp(join(await realpath(tmpdir()), 'skybridge-plugin-test-'));
  try {
    await layOutSite(directory, source, {
      url: 'http://www.example.org',
      title: 'Skybridge plugin tests',
      admin: { login: 'admin', password: 'password', email: 'admin@example.org' },
    });
    await installSite(directory, php);
    return await runPhpunit(directory);
  } catch (error) {
    // From here on nothing is missing any more: what goes wrong is a failure.
    console.error(describeFailure(error));
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function runPhpunit(directory: string): Promise<Counts> {
  const junit = join(directory, 'junit.xml');
  const child = spawn('phpunit', ['-c', CONFIGURATION, '--log-junit', junit], {
    env: { ...process.env, SKYBRIDGE_WP_ROOT: documentRoot(directory) },
    stdio: 'inherit',
  });
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const counted = countJunit(await readFile(junit, 'utf8').catch(() => ''));
  // phpunit also fails for what is no test: a warning, a risky test, a fatal error.
  return exitCode !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted;
}

/** Counts from the outermost <testsuite>, which sums up all others; no report counts as a failure. */
function countJunit(report: string): Counts {
  const suite = /<testsuite [^>]*>/u.exec(report)?.[0];
  if (suite === undefined) return { passed: 0, failed: 1, skipped: 0 };
  const attribute = (name: string): number =>
    Number(new RegExp(` ${name}="(\\d+)"`, 'u').exec(suite)?.[1] ?? 0);
  const failed = attribute('errors') + attribute('failures');
  const skipped = attribute('skipped');
  return { passed: attribute('tests') - failed - skipped, failed, skipped };
}
