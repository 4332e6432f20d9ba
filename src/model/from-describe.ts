/** Builds the frozen OrgModel from describe results. */

import type { DescribeSObjectResult } from './describe-types.ts';
import type { OrgModel } from './org-model.ts';

export function buildOrgModel(_source: {
  readonly orgId: string;
  readonly describes: readonly DescribeSObjectResult[];
}): OrgModel {
  throw new Error('pending');
}
