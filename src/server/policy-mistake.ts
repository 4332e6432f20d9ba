/** A policy that does not fit the org, said like every other mistake in skybridge.yaml: file, line, key, what to change. */

import { ConfigError } from '../common/config/config-error.ts';
import type { Config } from '../common/config/load-config.ts';
import type { PolicyError } from '../policy/policy-error.ts';

/** @param config as the org sees it whose policy is wrong: its own, or the file's. */
export function policyMistake(
  error: PolicyError,
  { file, lineOf, org }: Pick<Config, 'file' | 'lineOf' | 'org'>,
): ConfigError {
  const { problem } = error;
  const [section = ''] = error.place.split('.');
  const isOwn = (org as Readonly<Record<string, unknown>>)[section] !== undefined;
  const place = isOwn ? `orgs.${org.name}.${error.place}` : error.place;
  return new ConfigError(
    file,
    place,
    `is wrong: ${problem.replace(/\.$/, '')}`,
    'Change it to match the org’s metadata.',
    lineOf(place),
  );
}
