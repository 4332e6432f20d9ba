/** The demo's ports: a taken or senseless one is named before anything else happens. */

import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

import { settlePort } from '../../../scripts/demo/ports.ts';

const GATEWAY = { title: 'the gateway', variable: 'PORT', fallback: 4000 };

it('names the taken port, who wanted it, and the variable that moves it', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await expect(settlePort(GATEWAY, { PORT: String(port) })).rejects.toThrow(
    new RegExp(`^Port ${port} for the gateway is taken: .*PORT=0`, 'u'),
  );
  await new Promise((resolve) => server.close(resolve));
});

it('picks a free port for 0', async () => {
  expect(await settlePort(GATEWAY, { PORT: '0' })).toBeGreaterThan(1023);
});

it.each(['four', '-1', '65536', '40 10', '4.5', '1e3'])('refuses %j', async (text) => {
  await expect(settlePort(GATEWAY, { PORT: text })).rejects.toThrow(/PORT must be a port number/u);
});
