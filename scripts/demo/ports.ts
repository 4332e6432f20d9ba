/** Settles the ports of the demo before anything is downloaded or started. */

import { createServer } from 'node:net';

import { StartError, systemErrorCode } from '../start-error.ts';

export interface PortRequest {
  /** For messages: "the gateway". */
  readonly title: string;
  readonly variable: string;
  readonly fallback: number;
}

/** The port to use: from the environment or the default, proved free; 0 picks a free one. */
export async function settlePort(
  request: PortRequest,
  env: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  const wanted = wantedPort(request, env);
  try {
    return await freePort(wanted);
  } catch (error) {
    const { title, variable } = request;
    const advice = `stop what uses it, or choose another (${variable}=0 picks a free one).`;
    switch (systemErrorCode(error)) {
      case 'EADDRINUSE':
        throw new StartError(`Port ${wanted} for ${title} is taken: ${advice}`, { cause: error });
      case 'EACCES':
        throw new StartError(
          `Port ${wanted} for ${title} may not be used by this user: ${advice}`,
          {
            cause: error,
          },
        );
      default:
        throw error;
    }
  }
}

function wantedPort({ variable, fallback }: PortRequest, env: NodeJS.ProcessEnv): number {
  const text = env[variable];
  if (text === undefined || text === '') return fallback;
  const port = Number(text);
  if (/^\d+$/u.test(text) && port <= 65_535) return port;
  throw new StartError(`${variable} must be a port number from 0 to 65535, but is "${text}".`);
}

/** Listens for a moment on 127.0.0.1 and tells the port it got. */
async function freePort(port: number): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
  return address.port;
}
