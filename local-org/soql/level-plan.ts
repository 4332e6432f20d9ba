/** A compiled query level, and the cursor that pages through one. */
import type { CatalogObject } from '../data/catalog-object.ts';
import type { IdList } from './id-list.ts';
import type { RecordShape } from './record-shape.ts';
import type { Sql } from './sql.ts';

/** One compiled level; its statement is put together per page by level-rows. */
export interface LevelPlan {
  readonly object: CatalogObject;
  readonly alias: string;
  readonly columns: Sql;
  readonly from: Sql;
  readonly where: Sql;
  readonly order: Sql;
  readonly limit: number | undefined;
  readonly offset: number;
  readonly shape: RecordShape;
  readonly children: readonly ChildPlan[];
  /** Selected long text fields, which make Salesforce return small pages. */
  readonly longTextFields: number;
}

export interface ChildPlan extends LevelPlan {
  /** SQL of the child's reference to its parent row. */
  readonly parentKey: string;
}

/** What a query locator stands for. */
export interface QueryCursor {
  readonly plan: LevelPlan;
  readonly ids: IdList;
  readonly userId: string;
  readonly batchSize: number;
  /** Milliseconds of the org's clock. */
  readonly opened: number;
}
