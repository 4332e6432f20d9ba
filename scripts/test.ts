/** `npm test`: everything a contributor must check, in one command, ending in one line of counts. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface Step {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** Reads the step's own counts; a step without any counts as one test by its exit code. */
  readonly counts?: (output: string) => Counts;
}

interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numFailedTestSuites: number;
  readonly numRuntimeErrorTestSuites: number;
}

const scratch = mkdtempSync(join(tmpdir(), 'skybridge-test-'));
const jestReport = join(scratch, 'jest.json');

const STEPS: readonly Step[] = [
  { name: 'lint', command: ['npm', 'run', '--silent', 'lint'] },
  { name: 'types', command: ['npm', 'run', '--silent', 'typecheck'] },
  { name: 'codegen', command: ['npm', 'run', '--silent', 'codegen:check'] },
  {
    name: 'jest',
    command: [
      'npm',
      'run',
      '--silent',
      'test:jest',
      '--',
      '--json',
      `--outputFile=${jestReport}`,
      // With --json jest prints the report on stdout too; this reporter keeps the readable one.
      '--reporters=default',
      // Jest leaves one core free, of two too; much of a suite's time is spent waiting for processes of its own.
      `--maxWorkers=${Math.max(2, availableParallelism() - 1)}`,
      // A failed set-up leaves servers open, and must fail the run rather than hang it.
      '--forceExit',
    ],
    counts: readJestReport,
  },
  { name: 'plugin', command: ['npm', 'run', '--silent', 'test:plugin'], counts: readCountLine },
];

function readJestReport(): Counts {
  const report = JSON.parse(readFileSync(jestReport, 'utf8')) as JestReport;
  return {
    passed: report.numPassedTests,
    // A suite that could not be loaded has no tests to fail, and must fail all the same.
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests,
  };
}

/** Reads the last `N passed, N failed[, N skipped]` line that a step printed. */
function readCountLine(output: string): Counts {
  const lines = [...output.matchAll(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm)];
  const last = lines.at(-1);
  if (last === undefined) throw new Error('the step printed no line of counts');
  return { passed: Number(last[1]), failed: Number(last[2]), skipped: Number(last[3] ?? 0) };
}

function run(step: Step): Promise<{ exitCode: number; output: string }> {
  const [program, ...args] = step.command;
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: ['ignore', step.name === 'jest' ? 'ignore' : 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    let output = '';
    const forward = (stream: NodeJS.WriteStream) => (chunk: Buffer) => {
      output += chunk.toString();
      stream.write(chunk);
    };
    child.stdout?.on('data', forward(process.stdout));
    child.stderr?.on('data', forward(process.stderr));
    child.on('error', (error) => {
      resolve({ exitCode: 1, output: error.message });
    });
    child.on('close', (code) => {
      resolve({ exitCode: code ?? 1, output });
    });
  });
}

function count(step: Step, exitCode: number, output: string): Counts {
  const byExitCode = { passed: exitCode === 0 ? 1 : 0, failed: exitCode === 0 ? 0 : 1, skipped: 0 };
  if (step.counts === undefined) return byExitCode;
  try {
    const counts = step.counts(output);
    // A step that exits non-zero has failed, whatever it counted.
    return exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
  } catch (error) {
    console.error(`${step.name}: no counts could be read: ${String(error)}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

async function main(): Promise<void> {
  const total = { passed: 0, failed: 0, skipped: 0 };
  const summary: string[] = [];
  for (const step of STEPS) {
    console.log(`\n=== ${step.name}`);
    const started = Date.now();
    const { exitCode, output } = await run(step);
    const counts = count(step, exitCode, output);
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.skipped += counts.skipped;
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    summary.push(
      `${step.name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped (${seconds} s)`,
    );
  }
  rmSync(scratch, { recursive: true, force: true });
  console.log(`\n${summary.join('\n')}`);
  console.log(
    `${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`,
  );
  process.exitCode = total.failed > 0 ? 1 : 0;
}

await main();
