/** The set of running programs: started, watched, and stopped together, whatever happens to the demo. */

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import type { Command } from '../wordpress/php-runtime.ts';
import { ChildProgram } from './child-program.ts';
import { deathOf } from './health.ts';

const REAPER = fileURLToPath(new URL('reaper.ts', import.meta.url));

export class Programs {
  readonly #logDirectory: string;
  readonly #running: ChildProgram[] = [];
  readonly #reaper = startReaper();
  #isStopping = false;
  #reportDeath: (error: Error) => void = () => undefined;
  /** Rejects when a program ends that nobody asked to end. */
  readonly death: Promise<never>;

  constructor(logDirectory: string) {
    this.#logDirectory = logDirectory;
    this.death = new Promise((_, reject) => {
      this.#reportDeath = reject;
    });
    // Raced against later; a death in between must not count as unhandled.
    this.death.catch(() => undefined);
    process.once('exit', () => this.#running.forEach((program) => program.signalGroup('SIGKILL')));
  }

  start(title: string, command: Command): ChildProgram {
    const program = new ChildProgram(title, command, this.#logDirectory);
    this.#running.push(program);
    this.#tellReaper('+', program);
    void program.exited.then(async () => {
      if (!this.#isStopping) this.#reportDeath(await deathOf(program));
    });
    return program;
  }

  /** Stops everything; safe to call twice. */
  async stopAll(): Promise<void> {
    this.#isStopping = true;
    await Promise.all(this.#running.map((program) => program.stop()));
    this.#running.splice(0).forEach((program) => this.#tellReaper('-', program));
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
