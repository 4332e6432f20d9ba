/** One program of the demo as a child process: its log file, its death, and how it is ended with all it started. */

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';

import type { Command } from '../wordpress/php-runtime.ts';
import { signalGroup, untilGroupEnds } from './process-group.ts';

const KEPT_LINES = 15;
const GRACE_MS = 5_000;

export interface ProgramExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export class ChildProgram {
  readonly title: string;
  readonly logFile: string;
  /** Resolves when the program ends, for whatever reason; never rejects. */
  readonly exited: Promise<ProgramExit>;
  readonly #child: ChildProcess;
  #lastLines: readonly string[] = [];

  constructor(title: string, command: Command, logDirectory: string) {
    this.title = title;
    this.logFile = join(logDirectory, `${title.toLowerCase().replaceAll(' ', '-')}.log`);
    // Its own process group: Ctrl-C reaches us alone, and the group can be ended whole
    // (php -S has workers, tsx a compiler).
    this.#child = spawn(command.program, command.args, {
      env: command.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.exited = new Promise((resolve) => {
      this.#child.once('close', (code, signal) => resolve({ code, signal }));
      this.#child.once('error', (error) => {
        this.#remember(error.message);
        resolve({ code: null, signal: null });
      });
    });
    this.#keepLog();
  }

  /** Id of the process group, or undefined where the program never started. */
  get groupId(): number | undefined {
    return this.#child.pid;
  }

  get hasExited(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** The last lines it wrote, for a failure message. */
  get logTail(): string {
    return this.#lastLines.join('\n');
  }

  /** Asks the whole group to end, and after five seconds stops asking. */
  async stop(): Promise<void> {
    this.signalGroup('SIGTERM');
    const timer = setTimeout(() => this.signalGroup('SIGKILL'), GRACE_MS);
    await this.exited;
    clearTimeout(timer);
    // A worker may outlive the program that started it, and a killed one takes a moment to be gone.
    this.signalGroup('SIGKILL');
    if (this.groupId !== undefined) await untilGroupEnds(this.groupId, GRACE_MS);
  }

  signalGroup(signal: NodeJS.Signals): void {
    if (this.groupId !== undefined) signalGroup(this.groupId, signal);
  }

  #keepLog(): void {
    const log = createWriteStream(this.logFile);
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        log.write(chunk);
        this.#remember(chunk.toString());
      });
    }
    void this.exited.then(() => log.end());
  }

  #remember(text: string): void {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    this.#lastLines = [...this.#lastLines, ...lines].slice(-KEPT_LINES);
  }
}
