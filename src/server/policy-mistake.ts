/** A policy that does not fit the org, said like every other mistake in skybridge.yaml: file, line, key, what to change. */

import { ConfigError } from '../common/config/config-error.ts';
import type { Config } from '../common/config/load-config.ts';
import type { PolicyError } from '../policy/policy-error.ts';

export function policyMistake(
  { place, problem }: PolicyError,
  { file, lineOf }: Pick<Config, 'file' | 'lineOf'>,
): ConfigError {
  return new ConfigError(
    file,
    place,
    `is wrong: ${problem.replace(/\.$/, '')}`,
    'Change it to match the org’s metadata.',
    lineOf(place),
  );
}
