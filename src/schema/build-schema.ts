/** OrgModel → GraphQLSchema: pure, lazy and deterministic. */

import type { GraphQLSchema } from 'graphql';
import type { OrgModel } from '../model/org-model.ts';

export function buildSchema(_model: OrgModel): GraphQLSchema {
  throw new Error('pending');
}
