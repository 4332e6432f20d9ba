/** For tests that ask nothing of reports: whoever does finds out. */

import type { Reports } from '../../src/execution/reports/reports.ts';

const unexpected = (): Promise<never> => Promise.reject(new Error('This test has no reports.'));

export const NO_REPORTS: Reports = {
  typed: [],
  list: unexpected,
  run: unexpected,
  dashboards: unexpected,
  dashboard: unexpected,
};
