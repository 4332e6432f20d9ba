/** What an error that nobody caught leaves on stderr: all of it, but no secret. */

import { inspect } from 'node:util';
import { secretsOfEnvironment } from './config/load-config.ts';
import { createRedactor } from './log.ts';

export interface CrashReporter {
  /** From here on these are struck out too. */
  know(secrets: readonly string[]): void;
  /** The error with its causes and properties, as Node would print it. */
  textOf(error: unknown): string;
}

/** Before the configuration is read it knows the secrets of the environment. */
export function createCrashReporter(): CrashReporter {
  let redact = createRedactor(secretsOfEnvironment());
  return {
    know: (secrets) => {
      redact = createRedactor([...secretsOfEnvironment(), ...secrets]);
    },
    textOf: (error) => redact(inspect(error)),
  };
}

/** Node's own words about such an error would hold whatever the error holds. */
export function endOnUncaught(reporter: CrashReporter): void {
  // A rejection that nobody handles ends here as well.
  process.on('uncaughtException', (error) => {
    process.stderr.write(`${reporter.textOf(error)}\n`, () => process.exit(1));
  });
}
