/** Fills `${VAR}` and `${VAR:-default}` in the strings of a parsed YAML document from the environment. */

import { ConfigError } from './config-error.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const PLACEHOLDER = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;

/**
 * Only string values are touched, after parsing, so that a variable's content can never become YAML structure.
 * As in a shell, an empty variable counts as unset.
 * @throws ConfigError naming the key whose variable is not set and has no default.
 */
export function interpolate(value: unknown, env: Environment, file: string, path = ''): unknown {
  if (!hasPlaceholder(value)) return value;
  if (typeof value === 'string') {
    return value.replace(PLACEHOLDER, (_match, name: string, fallback: string | undefined) => {
      const found = env[name];
      if (found !== undefined && found !== '') return found;
      if (fallback !== undefined) return fallback;
      throw new ConfigError(
        file,
        path,
        `needs the environment variable ${name}, which is not set`,
        `Set ${name}, or write a default: \${${name}:-value}.`,
      );
    });
  }
  if (Array.isArray(value)) {
    return value.map((item, index) => interpolate(item, env, file, `${path}[${index}]`));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        interpolate(item, env, file, path === '' ? key : `${path}.${key}`),
      ]),
    );
  }
  return value;
}

// Private:

/** Most of a large file has none, and is not copied. */
function hasPlaceholder(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('${');
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(hasPlaceholder);
}
