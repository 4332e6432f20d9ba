/** Reads skybridge.yaml and the environment into one checked, frozen configuration. The only reader of process.env. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import type * as z from 'zod';
import { ConfigError } from './config-error.ts';
import { envSchema } from './env-schema.ts';
import type { EnvironmentConfig } from './env-schema.ts';
import { fileSchema } from './file-schema.ts';
import type { FileConfig, OrgConfig } from './file-schema.ts';
import { interpolate } from './interpolate.ts';
import type { Environment } from './interpolate.ts';
import { readYaml, YamlMistake } from './read-yaml.ts';
import type { ReadYaml } from './read-yaml.ts';
import type { LineOf } from './yaml-lines.ts';

export type NamedOrg = OrgConfig & { readonly name: string };

export interface Config extends Omit<FileConfig, 'orgs'>, StoreConfig {
  /** The configuration file, absolute; paths inside it are relative to its folder. */
  readonly file: string;
  /** The org that answers whoever names no other; the first of the file. */
  readonly org: NamedOrg;
  readonly otherOrgs: readonly NamedOrg[];
  readonly port: number;
  readonly host: string;
  readonly developerToken: string | null;
  readonly logLevel: EnvironmentConfig['LOG_LEVEL'];
  readonly production: boolean;
  /** Every configured secret, for the log to strike out. */
  readonly secrets: readonly string[];
  /** Line of a key in the configuration file. */
  readonly lineOf: LineOf;
}

/** Where the store is and what opens its secrets: all that a command needs which works on the store alone. */
export interface StoreConfig {
  /** The SQLite file, absolute. */
  readonly storeFile: string;
  /** Postgres instead of SQLite. */
  readonly databaseUrl: string | null;
  /** Redis for locks and spent ids. */
  readonly redisUrl: string | null;
  /** 32 bytes that cursors and envelopes derive their keys from; null where none was given. */
  readonly secretKey: Buffer | null;
  readonly previousKeys: readonly Buffer[];
}

/** @throws ConfigError that names the file, the key and what to change. */
export function loadConfig(env: Environment = process.env): Config {
  const environment = readEnvironment(env);
  const file = path.resolve(environment.SKYBRIDGE_CONFIG);
  const { values, lineOf } = readFile(file, env);
  const { orgs, ...rest } = values;
  const [org, ...otherOrgs] = Object.entries(orgs).map(([name, each]) => ({ name, ...each }));
  if (org === undefined) {
    throw new ConfigError(file, 'orgs', 'is empty', 'Name the org to read from.');
  }
  const developerToken = environment.SKYBRIDGE_DEVELOPER_TOKEN ?? null;
  return Object.freeze({
    ...rest,
    file,
    lineOf,
    org,
    otherOrgs,
    port: environment.PORT,
    host: environment.SKYBRIDGE_HOST,
    ...storeConfigOf(environment),
    developerToken,
    logLevel: environment.LOG_LEVEL,
    production: environment.NODE_ENV === 'production',
    secrets: [
      ...secretsOfEnvironment(env),
      ...secretsOf(...[org, ...otherOrgs].flatMap(secretsOfOrg)),
    ],
  });
}

/** @throws ConfigError */
export function loadStoreConfig(env: Environment = process.env): StoreConfig {
  return storeConfigOf(readEnvironment(env));
}

/** Those that have variables of their own, for the log to strike out, whether or not the configuration can be read. */
export function secretsOfEnvironment(env: Environment = process.env): readonly string[] {
  return secretsOf(
    env.SKYBRIDGE_SECRET_KEY,
    ...(env.SKYBRIDGE_PREVIOUS_KEYS ?? '').split(','),
    passwordOf(env.DATABASE_URL),
    passwordOf(env.REDIS_URL),
    env.SKYBRIDGE_DEVELOPER_TOKEN,
  );
}

function storeConfigOf(environment: EnvironmentConfig): StoreConfig {
  return {
    storeFile: path.resolve(environment.SKYBRIDGE_STORE),
    databaseUrl: environment.DATABASE_URL ?? null,
    redisUrl: environment.REDIS_URL ?? null,
    secretKey: environment.SKYBRIDGE_SECRET_KEY ?? null,
    previousKeys: environment.SKYBRIDGE_PREVIOUS_KEYS ?? [],
  };
}

function readEnvironment(env: Environment): EnvironmentConfig {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = envSchema.safeParse(given);
  if (result.success) return result.data;
  throw firstIssue('Environment', result.error);
}

function readFile(
  file: string,
  env: Environment,
): { readonly values: FileConfig; readonly lineOf: LineOf } {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new ConfigError(
      file,
      '',
      'cannot be read',
      'Set SKYBRIDGE_CONFIG to your skybridge.yaml, or copy examples/demo/skybridge.yaml here.',
    );
  }
  const { content, lineOf } = readYamlOf(file, text);
  const result = fileSchema.safeParse(interpolate(content, env, file));
  if (result.success) return { values: result.data, lineOf };
  throw firstIssue(file, result.error, lineOf);
}

function readYamlOf(file: string, text: string): ReadYaml {
  try {
    return readYaml(text);
  } catch (error) {
    if (!(error instanceof YamlMistake)) throw error;
    throw new ConfigError(
      file,
      '',
      `is not valid YAML: ${error.message}`,
      'Mend the line it names.',
    );
  }
}

function firstIssue(source: string, error: z.ZodError, lineOf: LineOf = () => null): ConfigError {
  const issue = error.issues[0];
  if (issue === undefined) return new ConfigError(source, '', 'is not valid', 'Compare the docs.');
  const at = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const place = at === '' ? key : `${at}.${key}`;
    return new ConfigError(
      source,
      place,
      'is not a key the gateway knows',
      'Remove it or correct its spelling.',
      lineOf(place),
    );
  }
  return new ConfigError(
    source,
    at,
    `is wrong: ${issue.message}`,
    'Change this value.',
    lineOf(at),
  );
}

function secretsOf(...values: readonly (string | undefined)[]): readonly string[] {
  return values.filter((value) => value !== undefined && value.length >= 8) as string[];
}

function secretsOfOrg(org: OrgConfig): readonly string[] {
  switch (org.grant) {
    case 'client_credentials':
    case 'web_server':
      return [org.clientSecret];
    case 'jwt_bearer':
      return [org.privateKey];
    case 'username_password':
      return [org.clientSecret, org.password];
  }
}

function passwordOf(url: string | undefined): string | undefined {
  const password = URL.parse(url ?? '')?.password;
  return password === undefined ? undefined : decodeURIComponent(password);
}
