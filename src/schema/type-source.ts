/** Where the builders of one type get the other types from: by object and role, built on first use, the same instance ever after. */

import type {
  GraphQLEnumType,
  GraphQLInputObjectType,
  GraphQLObjectType,
  GraphQLOutputType,
} from 'graphql';
import type { DerivedTypeSuffix } from '../model/naming.ts';
import type { ObjectModel, OrgModel, ParentModel } from '../model/org-model.ts';

export interface TypeSource {
  readonly model: OrgModel;
  objectType(object: ObjectModel): GraphQLObjectType;
  /** Null where the object has nothing to put into such a type (no numeric field: no sums). */
  output(object: ObjectModel, suffix: DerivedTypeSuffix): GraphQLObjectType | null;
  input(object: ObjectModel, suffix: DerivedTypeSuffix): GraphQLInputObjectType | null;
  enumeration(object: ObjectModel, suffix: DerivedTypeSuffix): GraphQLEnumType | null;
  /** Object type of a parent's only target, or the union of its targets. */
  parentType(owner: ObjectModel, parent: ParentModel): GraphQLOutputType;
}
