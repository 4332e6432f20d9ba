/** Locks and spent ids in Redis (`REDIS_URL`): what replicas share that may be forgotten without harm. */

import { Redis } from 'ioredis';
import type { LockStore, SpentIdStore } from './store.ts';

export interface RedisCoordination {
  readonly locks: LockStore;
  readonly spentIds: SpentIdStore;
  close(): Promise<void>;
}

const PREFIX = 'skybridge:';
const COMMAND_TIMEOUT_MS = 5_000;

const ACQUIRE = `
if redis.call('exists', KEYS[1]) == 1 then return false end
local fence = math.max(tonumber(redis.call('get', KEYS[2]) or '0'), tonumber(ARGV[2])) + 1
redis.call('set', KEYS[2], fence)
redis.call('set', KEYS[1], fence, 'PX', ARGV[1])
return fence`;

const EXTEND = `
if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('pexpire', KEYS[1], ARGV[2])`;

const RELEASE = `
if redis.call('get', KEYS[1]) == ARGV[1] then redis.call('del', KEYS[1]) end
return 0`;

/** @param url `redis://[user:password@]host:port[/database]`. @throws Error where Redis does not answer. */
export async function openRedis(url: string): Promise<RedisCoordination> {
  const redis = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: 1,
    commandTimeout: COMMAND_TIMEOUT_MS,
  });
  // Failed commands reject; without a listener a lost connection would be printed with its address.
  redis.on('error', () => undefined);
  await redis.connect();
  return {
    locks: lockStore(redis),
    spentIds: {
      spend: async (id, expiresAt) => {
        const lifeMs = Math.max(1, expiresAt.getTime() - Date.now());
        return (await redis.set(`${PREFIX}spent:${id}`, '1', 'PX', lifeMs, 'NX')) === 'OK';
      },
    },
    close: async () => {
      await redis.quit();
    },
  };
}

function lockStore(redis: Redis): LockStore {
  const lockKey = (name: string): string => `${PREFIX}lock:${name}`;
  return {
    acquire: async (name, { ttlMs, above }) => {
      const fence = await redis.eval(
        ACQUIRE,
        2,
        lockKey(name),
        `${PREFIX}fence:${name}`,
        ttlMs,
        above,
      );
      return fence === null ? null : Number(fence);
    },
    extend: async (name, fence, ttlMs) =>
      (await redis.eval(EXTEND, 1, lockKey(name), fence, ttlMs)) === 1,
    release: async (name, fence) => {
      await redis.eval(RELEASE, 1, lockKey(name), fence);
    },
  };
}
