/** OrgModel → GraphQLSchema: pure, synchronous, lazy and deterministic. */

import { GraphQLID, GraphQLNonNull, type GraphQLSchema } from 'graphql';
import { NOTHING_DECLARED, type DeclaredModel } from '../declared/declared-model.ts';
import type { ObjectModel, OrgModel } from '../model/org-model.ts';
import type { ReportModel } from '../model/report-model.ts';
import { outputBinding } from '../model/schema-bindings.ts';
import { NO_OPERATIONS, type OperationRules } from '../policy/operation-rules.ts';
import { connectionField } from './connection-types.ts';
import { buildSdlTypes } from './declared-sdl-types.ts';
import { buildDeclaredTypes } from './declared-types.ts';
import { describeMember } from './description.ts';
import { descriptionFields } from './description-types.ts';
import { LazyRootType, type RootField, type RootFields } from './lazy-root-type.ts';
import { LazySchema } from './lazy-schema.ts';
import { rawFields, REST_METHOD } from './raw-fields.ts';
import { buildMutationType } from './mutation-fields.ts';
import { reportRootFields } from './report-types.ts';
import { retiredRoots } from './retired-fields.ts';
import { NODE, ORG, VIEWER } from './shared-types.ts';
import { buildSubscriptionType } from './subscription-type.ts';
import { printSubgraphSdl } from './subgraph-sdl.ts';
import { TypeRegistry } from './type-registry.ts';
import { buildTypedReports } from './typed-report-types.ts';
import type { TypeSource } from './type-source.ts';

type Fields = Readonly<Record<string, RootField>>;

/**
 * The schema is the same for every viewer: what a viewer may not read is a matter of the policy.
 * @param rules pin arguments of declared fields, which then are not in the schema.
 * @param hasSubscriptions whether changes of the org are followed.
 */
export function buildSchema(
  model: OrgModel,
  declared: DeclaredModel = NOTHING_DECLARED,
  rules: OperationRules = NO_OPERATIONS,
  reports: readonly ReportModel[] = [],
  hasSubscriptions = false,
): GraphQLSchema {
  const registry = new TypeRegistry(model);
  const declaredTypes = buildDeclaredTypes(declared.queries, rules, model);
  const sdl = buildSdlTypes(declared.sdl, rules, (name) => orgType(model, registry, name));
  const typedReports = buildTypedReports(reports);
  const subscription = hasSubscriptions ? buildSubscriptionType(model) : null;
  registry.adopt([...declaredTypes.types, ...sdl.types, ...typedReports.types, REST_METHOD]);
  registry.adopt(subscription?.all ?? []);
  const query = new LazyRootType(
    'Query',
    'Everything that can be read.',
    queryFields(registry, {
      ...typedReports.fields,
      ...declaredTypes.fields,
      ...sdl.query,
      ...rawFields(rules, 'Query'),
    }),
  );
  return new LazySchema(registry, {
    query,
    mutation: buildMutationType(registry, { ...sdl.mutation, ...rawFields(rules, 'Mutation') }),
    subscription: subscription?.type ?? null,
  });
}

// Private:

function orgType(model: OrgModel, types: TypeSource, name: string) {
  const object = [...model.objects.values()].find(({ typeName }) => typeName === name);
  return object && types.objectType(object);
}

function sharedFields(): Fields {
  return {
    node: {
      type: NODE,
      description: 'Any record by its id; null when there is none that you may read.',
      args: { id: { type: new GraphQLNonNull(GraphQLID), description: 'Record id.' } },
      extensions: outputBinding({ kind: 'node' }),
    },
    viewer: { type: new GraphQLNonNull(VIEWER), description: 'Who is asking.' },
    org: { type: new GraphQLNonNull(ORG), description: 'The Salesforce org that answers.' },
  };
}

function searchFields(registry: TypeRegistry): Fields {
  const search = registry.search();
  return search === null ? {} : { search: search.field };
}

function federationFields(registry: TypeRegistry): Fields {
  const federation = registry.federation();
  if (federation === null) return {};
  const { service, entities } = federation;
  return {
    _service: {
      ...service,
      resolve: (_source, _args, _context, info) => ({ sdl: printSubgraphSdl(info.schema) }),
    },
    _entities: entities,
  };
}

type OwnerOfField = ReadonlyMap<string, ObjectModel>;

/** @param declared take their names from whatever else has them. */
function queryFields(registry: TypeRegistry, declared: Fields): RootFields {
  const { model } = registry;
  const configured = new Map(Object.entries(declared));
  const shared = once(
    () =>
      new Map(
        Object.entries({
          ...retiredRoots(model, registry),
          ...sharedFields(),
          ...searchFields(registry),
          ...federationFields(registry),
          ...reportRootFields(),
          ...descriptionFields(),
        }),
      ),
  );
  const owners = once(() => ownersOfFields(model));
  return {
    names: once(() => new Set([...shared().keys(), ...owners().keys(), ...configured.keys()])),
    find: (name) => {
      const owner = owners().get(name);
      return (
        configured.get(name) ??
        (owner && objectField(owner, name, registry)) ??
        shared().get(name) ??
        null
      );
    },
  };
}

function once<Value extends object>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => (made ??= make());
}

/** The object that a root field reads, by the name of the field. */
function ownersOfFields(model: OrgModel): OwnerOfField {
  const owners = new Map<string, ObjectModel>();
  for (const object of model.objects.values()) {
    if (!object.queryable) continue;
    if (object.hasId) owners.set(object.singular, object);
    owners.set(object.plural, object);
  }
  return owners;
}

function objectField(object: ObjectModel, name: string, types: TypeSource): RootField {
  if (name !== object.plural) return recordField(object, types);
  return connectionField(object, types, {
    description: `${object.labelPlural} (\`${object.name}\`).`,
    binding: { kind: 'list', object },
  });
}

function recordField(object: ObjectModel, types: TypeSource): RootField {
  return {
    type: types.objectType(object),
    description: `${describeMember(object)} Null when there is none with this id that you may read.`,
    args: { id: { type: new GraphQLNonNull(GraphQLID), description: 'Record id.' } },
    extensions: outputBinding({ kind: 'record', object }),
  };
}
