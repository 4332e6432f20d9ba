import type { AddressInfo } from 'node:net';
import {
  assertMayListen,
  audiencesOf,
  baseUrlsOf,
  createHostCheck,
} from '../../../src/server/host-guard.ts';

const OPEN = {
  host: '0.0.0.0',
  publicUrl: 'https://gateway.example.com',
  secretKey: Buffer.alloc(32),
  developerToken: null,
};
const LOCAL: AddressInfo = { address: '127.0.0.1', family: 'IPv4', port: 4000 };

describe('where the gateway listens', () => {
  it('is this machine, whatever else is configured', () => {
    for (const host of ['127.0.0.1', '::1', 'localhost']) {
      const bare = { host, secretKey: null, developerToken: 'a-developer-token' };
      expect(() => assertMayListen(bare)).not.toThrow();
    }
  });

  it('is beyond it only with TLS in front, a key and no developer token of the environment', () => {
    expect(() => assertMayListen(OPEN)).not.toThrow();
    for (const [change, missing] of [
      [{ publicUrl: undefined }, 'publicUrl'],
      [{ publicUrl: 'http://127.0.0.1:4000' }, 'publicUrl'],
      [{ secretKey: null }, 'SKYBRIDGE_SECRET_KEY'],
      [{ developerToken: 'a-developer-token' }, 'SKYBRIDGE_DEVELOPER_TOKEN'],
    ] as const) {
      expect(() => assertMayListen({ ...OPEN, ...change })).toThrow(missing);
    }
  });

  it('answers for its own names and the public one, and takes signatures for the public one only', () => {
    const url = 'https://gateway.example.com';
    const isKnown = createHostCheck(baseUrlsOf(LOCAL, url));
    expect(isKnown('gateway.example.com')).toBe(true);
    expect(isKnown('127.0.0.1:4000')).toBe(true);
    expect(isKnown('evil.example')).toBe(false);
    expect(audiencesOf({ ...LOCAL, address: '0.0.0.0' }, url)).toEqual([url]);
    expect(audiencesOf(LOCAL, url)).toContain('http://127.0.0.1:4000');
  });
});
