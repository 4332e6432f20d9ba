/** Waits until a program of the demo answers over HTTP, or says why it does not. */

import { setTimeout as sleep } from 'node:timers/promises';

import { StartError } from '../start-error.ts';
import type { ChildProgram } from './child-program.ts';

const POLL_MS = 150;
const ANSWER_TIMEOUT_MS = 60_000;

export interface HealthCheck {
  readonly program: ChildProgram;
  readonly url: string;
  readonly timeoutMs: number;
  /** Ends the wait early (the demo is being stopped). */
  readonly signal: AbortSignal;
}

/** Resolves at the first answer with a 2xx status; throws a StartError when the program dies or time is up. */
export async function untilHealthy(check: HealthCheck): Promise<void> {
  const deadline = Date.now() + check.timeoutMs;
  let lastAnswer = 'no answer';
  while (Date.now() < deadline) {
    check.signal.throwIfAborted();
    if (check.program.hasExited) throw await deathOf(check.program);
    const answer = await ask(check);
    if (answer === 'ok') return;
    lastAnswer = answer;
    await sleep(POLL_MS, undefined, { signal: check.signal });
  }
  throw new StartError(
    `${check.program.title} did not become ready at ${check.url} within ` +
      `${Math.round(check.timeoutMs / 1000)} s: ${lastAnswer}.`,
    { detail: check.program.logTail },
  );
}

/** A failure that says how the program ended, with its last log lines. */
export async function deathOf(program: ChildProgram): Promise<StartError> {
  const { code, signal } = await program.exited;
  const how = signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`;
  return new StartError(`${program.title} stopped by itself (${how}). Its last words:`, {
    detail: `${program.logTail}\nFull log: ${program.logFile}`,
  });
}

async function ask({ url, signal }: HealthCheck): Promise<string> {
  try {
    const response = await fetch(url, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]),
    });
    const body = await response.text();
    return response.ok ? 'ok' : `HTTP ${response.status} ${body.slice(0, 300)}`;
  } catch (error) {
    signal.throwIfAborted();
    const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return reason instanceof Error ? reason.message : String(reason);
  }
}
