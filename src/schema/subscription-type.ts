/** The `Subscription` type: what a viewer can be told of while it happens. */

import {
  GraphQLEnumType,
  GraphQLID,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
  type GraphQLNamedType,
} from 'graphql';
import type { OrgModel } from '../model/org-model.ts';
import { describeMember } from './description.ts';
import { NODE } from './shared-types.ts';

export interface SubscriptionTypes {
  readonly type: GraphQLObjectType;
  readonly all: readonly GraphQLNamedType[];
}

/** Null where no object has records with ids. */
export function buildSubscriptionType(model: OrgModel): SubscriptionTypes | null {
  const objects = [...model.objects.values()].filter((one) => one.queryable && one.hasId);
  if (objects.length === 0) return null;
  const object = new GraphQLEnumType({
    name: 'ChangingObject',
    description: 'Objects whose changes can be followed, where the org captures them.',
    values: () =>
      Object.fromEntries(
        objects.map((one) => [one.typeName, { value: one.name, description: describeMember(one) }]),
      ),
  });
  const change = buildChangeType(object);
  const type = new GraphQLObjectType({
    name: 'Subscription',
    description: 'Served as server-sent events at /subscriptions.',
    fields: {
      recordChanged: {
        type: new GraphQLNonNull(change),
        description: 'Changes of records, told to those who may see the record at that moment.',
        args: {
          objects: {
            type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(object))),
            description: 'Of which objects; at least one.',
          },
          ids: {
            type: new GraphQLList(new GraphQLNonNull(GraphQLID)),
            description: `Of these records only, at most ${MAX_FOLLOWED_IDS}. That one of them is gone is told even if nothing of it was told before.`,
          },
          after: {
            type: GraphQLString,
            description: 'The `position` of the last change that was received, to go on after it.',
          },
        },
      },
    },
  });
  return { type, all: [object, change, CHANGE_KIND] };
}

export const MAX_FOLLOWED_IDS = 200;

// Private:

const CHANGE_KIND = new GraphQLEnumType({
  name: 'ChangeKind',
  description: 'What happened to a record, as the viewer sees it.',
  values: {
    CREATED: { description: 'It was created, or brought back from the bin.' },
    UPDATED: { description: 'Fields of it changed.' },
    DELETED: { description: 'It is gone: deleted, or none that the viewer may see any more.' },
    GAP: { description: 'Changes were lost. Read again what you know of the object.' },
  },
});

function buildChangeType(object: GraphQLEnumType): GraphQLObjectType {
  return new GraphQLObjectType({
    name: 'RecordChange',
    description: 'One change of one record.',
    fields: {
      kind: { type: new GraphQLNonNull(CHANGE_KIND), description: 'What happened.' },
      object: { type: new GraphQLNonNull(object), description: 'The object of the record.' },
      id: { type: GraphQLID, description: 'The record id; null for a gap.' },
      record: {
        type: NODE,
        description: 'The record as it is now; null where it is gone, and for a gap.',
      },
      changedFields: {
        type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(GraphQLString))),
        description:
          'Names of the fields that an update changed, as far as the viewer may read them.',
      },
      position: {
        type: GraphQLString,
        description: 'For `after`; null before the org has told of anything.',
      },
    },
  });
}
