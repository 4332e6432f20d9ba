/** The set of running programs: started, watched, and stopped together, whatever happens to the demo. */

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import type { StartError } from '../start-error.ts';
import type { Command } from '../wordpress/php-runtime.ts';
import { ChildProgram } from './child-program.ts';
import { deathOf } from './health.ts';

const REAPER = fileURLToPath(new URL('reaper.ts', import.meta.url));

export class Programs {
  readonly #logDirectory: string;
  readonly #running = new Set<ChildProgram>();
  readonly #reaper = startReaper();
  #isStopping = false;
  #onDeath: (death: StartError) => void = () => undefined;

  constructor(logDirectory: string) {
    this.#logDirectory = logDirectory;
    process.once('exit', () => this.killAll());
  }

  start(title: string, command: Command): ChildProgram {
    const program = new ChildProgram(title, command, this.#logDirectory);
    this.#running.add(program);
    this.#tellReaper('+', program);
    void program.exited.then(async () => {
      if (this.#isStopping) return;
      this.#running.delete(program);
      this.#tellReaper('-', program);
      this.#onDeath(await deathOf(program));
    });
    return program;
  }

  /** Rejects when the next program ends that nobody asked to end. */
  nextDeath(): Promise<never> {
    return new Promise((_, reject) => {
      this.#onDeath = reject;
    });
  }

  /** Reports each program that ends unasked; resolves when none is left. */
  untilAllAreGone(report: (death: StartError) => void): Promise<void> {
    return new Promise((resolve) => {
      this.#onDeath = (death) => {
        report(death);
        if (this.#running.size === 0) resolve();
      };
    });
  }

  /** Stops everything; safe to call twice. */
  async stopAll(): Promise<void> {
    this.#isStopping = true;
    await Promise.all([...this.#running].map((program) => program.stop()));
    this.#running.forEach((program) => this.#tellReaper('-', program));
    this.#running.clear();
    this.#reaper.stdin.end();
  }

  /** For the impatient: no questions asked. */
  killAll(): void {
    this.#running.forEach((program) => program.signalGroup('SIGKILL'));
  }

  #tellReaper(change: '+' | '-', { groupId }: ChildProgram): void {
    if (groupId !== undefined) this.#reaper.stdin.write(`${change}${groupId}\n`);
  }
}

function startReaper() {
  const reaper = spawn(process.execPath, ['--import', 'tsx', REAPER], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  reaper.unref();
  return reaper;
}
