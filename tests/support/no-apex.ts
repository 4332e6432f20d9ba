/** For tests that call no Apex: whoever does finds out. */

import type { ApexCaller } from '../../src/salesforce/apex-caller.ts';

export const NO_APEX: ApexCaller = {
  rest: () => Promise.reject(new Error('This test calls no Apex.')),
  soap: () => Promise.reject(new Error('This test calls no Apex.')),
};
