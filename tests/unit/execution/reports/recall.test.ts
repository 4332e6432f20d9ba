import { describe, expect, it } from '@jest/globals';

import { AppError } from '../../../../src/common/errors.ts';
import { recall, type RecallOptions } from '../../../../src/execution/reports/recall.ts';
import { createResultCache } from '../../../../src/store/result-cache.ts';

const unavailable = new AppError('SALESFORCE_UNAVAILABLE', 'down', { hint: 'wait' });

function setup() {
  const cache = createResultCache<string>(1_000_000);
  let now = 0;
  let refusal: AppError | null = null;
  const options = (load: () => Promise<string>): RecallOptions<string> => ({
    key: 'k',
    ttlSeconds: 10,
    staleIfErrorSeconds: 60,
    patienceMs: 50,
    refusal: () => refusal,
    load,
    bytesOf: () => 1,
    now: () => now,
  });
  return {
    ask: (load: () => Promise<string>) => recall(cache, options(load)),
    pass: (seconds: number) => (now += seconds * 1_000),
    refuse: (error: AppError | null) => (refusal = error),
  };
}

describe('recall', () => {
  it('loads once for all who ask at the same time, and again when the time is over', async () => {
    const { ask, pass } = setup();
    let loads = 0;
    const load = () => Promise.resolve(`load ${(loads += 1)}`);
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(load)));
    expect(new Set(answers.map(({ value }) => value))).toEqual(new Set(['load 1']));
    pass(9);
    expect((await ask(load)).value).toBe('load 1');
    pass(2);
    expect(await ask(load)).toEqual({ value: 'load 2', storedAt: 11_000, stale: false });
  });

  it('lets the last answer stand in for an outage, with its time, and not for ever', async () => {
    const { ask, pass } = setup();
    await ask(() => Promise.resolve('old'));
    pass(30);
    expect(await ask(() => Promise.reject(unavailable))).toEqual({
      value: 'old',
      storedAt: 0,
      stale: true,
    });
    pass(60);
    await expect(ask(() => Promise.reject(unavailable))).rejects.toBe(unavailable);
  });

  it('makes no call for whoever has to wait, and lets them have what there is', async () => {
    const { ask, pass, refuse } = setup();
    let finish = (_value: string): void => undefined;
    const running = ask(() => new Promise((resolve) => (finish = resolve)));
    const spent = new AppError('API_LIMIT_REACHED', 'spent', { hint: 'wait' });
    refuse(spent);
    const never = () => Promise.reject(new Error('Nothing may be loaded.'));
    const joined = ask(never);
    finish('shared');
    expect((await running).value).toBe('shared');
    expect((await joined).value).toBe('shared');
    pass(30);
    expect(await ask(never)).toMatchObject({ value: 'shared', stale: true });
    pass(60);
    await expect(ask(never)).rejects.toBe(spent);
  });

  it('never hides a refusal of the request itself', async () => {
    const { ask, pass } = setup();
    await ask(() => Promise.resolve('old'));
    pass(30);
    const refusal = new AppError('FORBIDDEN', 'no', { hint: '' });
    await expect(ask(() => Promise.reject(refusal))).rejects.toBe(refusal);
  });

  it('stops waiting before the work ends, and keeps its result for the next who asks', async () => {
    const { ask } = setup();
    let finish: (value: string) => void = () => undefined;
    const slow = new Promise<string>((resolve) => (finish = resolve));
    await expect(ask(() => slow)).rejects.toMatchObject({
      code: 'SALESFORCE_TIMEOUT',
      retryAfter: 15,
    });
    finish('late');
    await slow;
    expect((await ask(() => Promise.reject(unavailable))).value).toBe('late');
  });
});
