/** The environment variables the gateway reads, checked one by one. */

import * as z from 'zod';

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a number from 0 to 65535')
  .transform(Number)
  .refine((value) => value <= 65_535, 'must be a number from 0 to 65535');

const secretKey = z.string().transform((text, context) => {
  const key = Buffer.from(text, 'base64');
  if (key.length !== 32 || !/^[A-Za-z0-9+/_-]+=*$/.test(text)) {
    context.addIssue({
      code: 'custom',
      message: 'must be 32 random bytes in base64 (openssl rand -base64 32)',
    });
    return z.NEVER;
  }
  return key;
});

const secretKeys = z
  .string()
  .transform((text) => text.split(',').map((item) => item.trim()))
  .pipe(z.array(secretKey));

const databaseUrl = z.string().regex(/^postgres(ql)?:\/\/./, 'must be a postgres:// URL');

const redisUrl = z.string().regex(/^rediss?:\/\/./, 'must be a redis:// or rediss:// URL');

export const envSchema = z.object({
  SKYBRIDGE_CONFIG: z.string().default('skybridge.yaml'),
  PORT: port.default(4000),
  SKYBRIDGE_HOST: z.string().default('127.0.0.1'),
  SKYBRIDGE_SECRET_KEY: secretKey.optional(),
  /** Keys of before a rotation, separated by commas: they open, but no longer seal. */
  SKYBRIDGE_PREVIOUS_KEYS: secretKeys.optional(),
  DATABASE_URL: databaseUrl.optional(),
  REDIS_URL: redisUrl.optional(),
  SKYBRIDGE_STORE: z.string().default('.skybridge/store.db'),
  SKYBRIDGE_DEVELOPER_TOKEN: z
    .string()
    .min(16, 'must have at least 16 characters, so that it cannot be guessed')
    .optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  NODE_ENV: z.string().default('development'),
});

export type EnvironmentConfig = z.output<typeof envSchema>;
