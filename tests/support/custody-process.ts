/**
 * One gateway process's token custody on a shared store, for tests that start several: reads `{"requests": n}` lines on
 * stdin, makes n calls of the org at once, and answers each line with `{"answered": n, "errors": [codes]}`.
 */

import { createInterface } from 'node:readline';
import { AppError } from '../../src/common/errors.ts';
import { createRestClient } from '../../src/salesforce/rest-client.ts';
import { openSqliteStore } from '../../src/store/open-store.ts';
import { createLinkedCustody } from './linked-custody.ts';
import type { CustodyProcessOptions } from './linked-custody.ts';

async function main(options: CustodyProcessOptions): Promise<void> {
  const store = openSqliteStore(options.storeFile);
  const client = createRestClient({
    tokens: createLinkedCustody(options, store),
    connectTimeoutMs: 2_000,
    requestTimeoutMs: options.timeoutMs,
  });
  process.stdout.write('"ready"\n');
  for await (const line of createInterface({ input: process.stdin })) {
    const { requests } = JSON.parse(line) as { requests: number };
    const results = await Promise.allSettled(
      Array.from({ length: requests }, () =>
        client.get('/services/data/v62.0/limits', { apiCalls: 0 }),
      ),
    );
    const errors = results.flatMap((result) =>
      result.status === 'rejected' ? [codeOf(result.reason)] : [],
    );
    process.stdout.write(`${JSON.stringify({ answered: requests - errors.length, errors })}\n`);
  }
  await client.close();
  await store.close();
}

function codeOf(error: unknown): string {
  return error instanceof AppError ? error.code : String(error);
}

await main(JSON.parse(process.argv[2] ?? '') as CustodyProcessOptions);
