/** Drops cached results that a change in Salesforce may have made wrong, whoever they were read for. */

import type { OrgModel } from '../model/org-model.ts';
import type { QueryPage } from '../salesforce/statement.ts';
import type { ResultCache } from '../store/result-cache.ts';
import { isResultOf, statementOfKey } from './cached-statements.ts';
import { touches } from './statement-objects.ts';

export interface Forgotten {
  /** Name of the org in skybridge.yaml. */
  readonly org: string;
  readonly model: OrgModel;
  /** API names of what changed; null where it may be anything. */
  readonly objects: readonly string[] | null;
}

export function forgetResults(
  cache: Pick<ResultCache<QueryPage>, 'drop'>,
  { org, model, objects }: Forgotten,
): void {
  const isTouched = objects === null ? () => true : touches(model, objects);
  cache.drop((key) => isResultOf(key, org) && isTouched(statementOfKey(key)));
}
