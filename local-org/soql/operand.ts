/** What SOQL compares, groups and sorts by, once compiled. */
import type { FieldType } from '../data/definition-types.ts';
import type { ResolvedField } from './scope.ts';
import type { Sql } from './sql.ts';
import type { NameNode } from './syntax.ts';

/** One value per row: how to read it, how to compare it, what type its literals have. */
export interface Operand {
  readonly value: Sql;
  readonly comparable: Sql;
  readonly type: FieldType;
  /** The field behind it, where there is exactly one. */
  readonly field: ResolvedField | undefined;
  /** What wraps the field: a function changes how it is compared or shown. */
  readonly wrapper: 'none' | 'date' | 'label' | 'currency' | 'format' | 'distance';
  readonly name: NameNode;
  /** The date function that wraps it, in lower case: two of them may read the same SQL. */
  readonly dateFunction?: string;
}

/** Where an operand stands; each place has its own describe flag and error text. */
export type Usage = 'filter' | 'group' | 'order' | 'select';
