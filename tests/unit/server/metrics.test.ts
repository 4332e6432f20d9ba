/** What the figures of the process itself speak of. */

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createMetrics } from '../../../src/server/metrics.ts';

it('counts the CPU time of the whole process, its start included', async () => {
  const before = process.cpuUsage();
  const { routes } = createMetrics({ orgs: () => [], cacheBytes: () => 0, subscriptions: () => 0 });
  const server = express().use(routes).listen(0, '127.0.0.1');
  try {
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    const secondsOf = (name: string) => Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1]);
    const whole = secondsOf('process_cpu_seconds_total');
    expect(whole).toBeGreaterThanOrEqual((before.user + before.system) / 1e6);
    const parts =
      secondsOf('process_cpu_user_seconds_total') + secondsOf('process_cpu_system_seconds_total');
    expect(whole).toBeCloseTo(parts, 3);
  } finally {
    server.close();
  }
});
