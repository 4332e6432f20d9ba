/** The property of viewer-isolation.test.ts over more than 20,000 operations. */

import { checkIsolation } from '../support/isolation/check-isolation.ts';

/** The last two found what no other had. */
const SEEDS = [...Array.from({ length: 25 }, (_, n) => 100 + n), 210, 220];

it.each(SEEDS)(
  'tells nothing of hidden rows and fields: seed %i',
  async (seed) => {
    const report = await checkIsolation(seed, 1_000);
    expect(report.operations).toBeGreaterThanOrEqual(1_000);
    expect(report.answered).toBeGreaterThan(250);
  },
  1_200_000,
);
