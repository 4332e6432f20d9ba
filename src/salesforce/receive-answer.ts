/** Dispatches one HTTP call and collects its whole answer, without the stream that a general client would put around it. */

import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher, Pool } from 'undici';

export interface ReceivedAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
}

/** What was known of the answer when the call failed: 0 where no status line had arrived. */
export class BrokenAnswerError extends Error {
  readonly status: number;

  constructor(status: number, cause: unknown) {
    super('The call broke off.', { cause });
    this.name = 'BrokenAnswerError';
    this.status = status;
  }
}

/**
 * @param deadlineMs bound on the whole call: the pool's own timeouts cover the wait for headers and every pause after,
 * but not a body that drips for ever.
 * @throws BrokenAnswerError
 */
export function receiveAnswer(
  pool: Pool,
  call: Dispatcher.DispatchOptions,
  deadlineMs: number,
): Promise<ReceivedAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let status = 0;
    let headers: IncomingHttpHeaders = {};
    let timer: NodeJS.Timeout | undefined;
    pool.dispatch(call, {
      onRequestStart: (controller) => {
        timer = setTimeout(() => {
          const late = new Error('no end of the answer');
          controller.abort(Object.assign(late, { code: 'UND_ERR_BODY_TIMEOUT' }));
        }, deadlineMs);
      },
      onResponseStart: (_controller, statusCode, received) => {
        // 1xx announces; the answer is still to come.
        if (statusCode < 200) return;
        status = statusCode;
        headers = received;
      },
      onResponseData: (_controller, chunk) => {
        chunks.push(chunk);
      },
      onResponseEnd: () => {
        clearTimeout(timer);
        const [only] = chunks;
        const bytes = only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks);
        resolve({ status, headers, bytes });
      },
      onResponseError: (_controller, error) => {
        clearTimeout(timer);
        reject(new BrokenAnswerError(status, error));
      },
    });
  });
}
