/** One running demo and one browser, for all suites that leave both as they found them. */

import type { Browser } from 'playwright-core';

import type { RunningDemo } from './demo-process.ts';

export interface SharedDemo {
  readonly demo: RunningDemo;
  /** From `beforeAll` on. */
  readonly browser: () => Browser;
}
