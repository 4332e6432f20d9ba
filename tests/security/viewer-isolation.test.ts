/**
 * Whatever a viewer asks, the answer is the same in any two orgs that differ only in what the viewer may not see; so it
 * tells nothing of that, be it by rows, counts, order, filters, figures, cursors, ids, searches, errors or API calls.
 * `npm run test:long` asks far more.
 */

import { checkIsolation } from '../support/isolation/check-isolation.ts';

it('tells nothing of hidden rows and fields, in a sample of operations', async () => {
  const report = await checkIsolation(1, 600);
  expect(report.operations).toBeGreaterThanOrEqual(600);
  // The sample proves something only if much of it was answered.
  expect(report.answered).toBeGreaterThan(150);
  expect(report.withCursor).toBeGreaterThan(20);
  expect(report.fromCache).toBeGreaterThan(10);
}, 400_000);
