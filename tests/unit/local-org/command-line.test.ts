import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/** The real command, as `npm run local-org` runs it. */
function start(...parameters: readonly string[]): ChildProcess {
  return spawn('node', ['--import', 'tsx', 'local-org/main.ts', ...parameters], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LOCAL_ORG_PORT: '0' },
  });
}

async function outcome(
  child: ChildProcess,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout, stderr };
}

describe('npm run local-org', () => {
  it('says where it listens, answers there, and stops on SIGTERM with exit code 0', async () => {
    const child = start();
    const ended = outcome(child);
    const line = await new Promise<string>((resolve) => {
      child.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString()));
    });
    const url = /^Local org listening on (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(line)?.[1] ?? '';
    expect((await fetch(`${url}/services/data`)).status).toBe(200);
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  });

  it('explains a taken port in one line and exits with 1', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    const { code, stderr } = await outcome(start('--port', String(port)));
    taken.close();
    expect([code, stderr]).toEqual([
      1,
      `Port ${port} is taken. Stop what uses it, or choose another with LOCAL_ORG_PORT or --port.\n`,
    ]);
  });

  it.each([
    [['--scale', 'huge'], '--scale must be one of small, medium, large'],
    [['--rules', 'loose'], '--rules must be one of strict, lenient'],
    [['--port', 'abc'], '--port must be a whole number up to 65535, but got: abc'],
    [['--nonsense'], "Unknown option '--nonsense'"],
  ])('refuses %j', async (parameters, message) => {
    const { code, stderr } = await outcome(start(...parameters));
    expect([code, stderr.startsWith(message)]).toEqual([1, true]);
  });
});
