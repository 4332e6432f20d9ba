/** Builds the types of the schema on first use and keeps them: an org of a thousand objects costs only what is asked of. */

import {
  GraphQLEnumType,
  GraphQLInputObjectType,
  GraphQLObjectType,
  GraphQLUnionType,
  type GraphQLNamedType,
  type GraphQLOutputType,
} from 'graphql';
import { DERIVED_TYPE_SUFFIXES, derivedTypeName, type DerivedTypeSuffix } from '../model/naming.ts';
import type { ObjectModel, OrgModel, ParentModel } from '../model/org-model.ts';
import { objectOrRetired } from '../model/retired.ts';
import { buildConnectionType, buildEdgeType, buildScopeType } from './connection-types.ts';
import { buildFederationTypes, type FederationTypes } from './federation.ts';
import { buildAggregateType, buildFigureType } from './figures.ts';
import {
  buildFigureOrderInput,
  buildGroupOrderInput,
  buildHavingFigureInput,
  buildHavingInput,
} from './group-inputs.ts';
import { buildGroupByEnum, buildGroupKeyType, buildGroupType } from './group-types.ts';
import { buildObjectType } from './object-type.ts';
import { buildSearchTypes, type SearchTypes } from './search-types.ts';
import type { TypeSource } from './type-source.ts';
import { buildOrderInput, buildChildrenWhereInput, buildWhereInput } from './where-input.ts';
import { buildWriteInput } from './write-inputs.ts';
import { buildPayloadType } from './write-types.ts';

export class TypeRegistry implements TypeSource {
  readonly model: OrgModel;
  /** Types by name; null where it was found that an object has no such type. */
  readonly #built = new Map<string, GraphQLNamedType | null>();
  readonly #unions = new Map<string, GraphQLUnionType>();
  #search: SearchTypes | null | undefined;
  #federation: FederationTypes | null | undefined;
  #objectsByTypeName: ReadonlyMap<string, ObjectModel> | undefined;

  constructor(model: OrgModel) {
    this.model = model;
  }

  objectType(object: ObjectModel): GraphQLObjectType {
    const type = this.#once(object.typeName, () => buildObjectType(object, this));
    if (type instanceof GraphQLObjectType) return type;
    throw new Error(`${object.typeName} is not an object type.`);
  }

  output(object: ObjectModel, suffix: DerivedTypeSuffix): GraphQLObjectType | null {
    const type = this.#derived(object, suffix);
    return type instanceof GraphQLObjectType ? type : null;
  }

  input(object: ObjectModel, suffix: DerivedTypeSuffix): GraphQLInputObjectType | null {
    const type = this.#derived(object, suffix);
    return type instanceof GraphQLInputObjectType ? type : null;
  }

  enumeration(object: ObjectModel, suffix: DerivedTypeSuffix): GraphQLEnumType | null {
    const type = this.#derived(object, suffix);
    return type instanceof GraphQLEnumType ? type : null;
  }

  parentType(owner: ObjectModel, parent: ParentModel): GraphQLOutputType {
    const targets = parent.targets
      .map((target) => objectOrRetired(this.model, target))
      .filter((target) => target !== undefined);
    const [only] = targets;
    if (only !== undefined && targets.length === 1) return this.objectType(only);
    return this.#union(owner, parent, targets);
  }

  /** Null when none of the objects can be searched. */
  search(): SearchTypes | null {
    this.#search ??= buildSearchTypes(this);
    return this.#search;
  }

  /** Null when no record can be found by an id. */
  federation(): FederationTypes | null {
    this.#federation ??= buildFederationTypes(this);
    return this.#federation;
  }

  /** Types that files declare; they are there from the start. */
  adopt(types: readonly GraphQLNamedType[]): void {
    for (const type of types) this.#built.set(type.name, type);
  }

  /** Looks a type up without building any other; undefined for a name that no object claims. */
  find(name: string): GraphQLNamedType | undefined {
    const built = this.#built.get(name) ?? this.#unions.get(name);
    if (built !== undefined) return built;
    const object = this.#byTypeName().get(name);
    if (object !== undefined) return this.objectType(object);
    const extra = [...(this.search()?.all ?? []), ...(this.federation()?.all ?? [])];
    const shared = extra.find((type) => type.name === name);
    if (shared !== undefined) return shared;
    for (const suffix of DERIVED_TYPE_SUFFIXES) {
      if (!name.endsWith(suffix)) continue;
      const owner = this.#byTypeName().get(name.slice(0, -suffix.length));
      const type = owner && this.#derived(owner, suffix);
      if (type) return type;
    }
    return this.#findUnion(name);
  }

  #byTypeName(): ReadonlyMap<string, ObjectModel> {
    this.#objectsByTypeName ??= new Map(
      [...this.model.retired.values(), ...this.model.objects.values()].map((object) => [
        object.typeName,
        object,
      ]),
    );
    return this.#objectsByTypeName;
  }

  #once(name: string, build: () => GraphQLNamedType | null): GraphQLNamedType | null {
    const known = this.#built.get(name);
    if (known !== undefined) return known;
    const type = build();
    this.#built.set(name, type);
    return type;
  }

  #derived(object: ObjectModel, suffix: DerivedTypeSuffix): GraphQLNamedType | null {
    const name = derivedTypeName(object.typeName, suffix);
    return this.#once(name, () => buildDerivedType(object, suffix, this));
  }

  #union(
    owner: ObjectModel,
    parent: ParentModel,
    targets: readonly ObjectModel[],
  ): GraphQLUnionType {
    const plain = unionName(owner, parent, targets);
    const name = this.#byTypeName().has(plain) ? `${plain}Target` : plain;
    const known = this.#unions.get(name);
    if (known !== undefined) return known;
    const union = new GraphQLUnionType({
      name,
      description: `A record of ${targets.map((target) => target.labelPlural).join(', ')}.`,
      types: () => targets.map((target) => this.objectType(target)),
    });
    this.#unions.set(name, union);
    return union;
  }

  /** Reads only objects that can have such a union: those that its name starts with, or whose type it joins. */
  #findUnion(name: string): GraphQLNamedType | undefined {
    for (const object of this.model.objects.values()) {
      if (name.startsWith(object.typeName)) this.#buildUnionsOf(object);
    }
    if (this.#unions.has(name)) return this.#unions.get(name);
    const [first = '', ...others] = name.replace(/Target$/, '').split('Or');
    if (others.length === 0 || !this.#byTypeName().has(first)) return undefined;
    for (const object of this.model.objects.values()) this.#buildUnionsOf(object);
    return this.#unions.get(name);
  }

  #buildUnionsOf(object: ObjectModel): void {
    for (const parent of object.parents.values()) this.parentType(object, parent);
  }
}

// Private:

const MAX_TARGETS_IN_NAME = 3;

/** Few targets name the union; many would make a name nobody can read, so the relationship does. */
function unionName(
  owner: ObjectModel,
  parent: ParentModel,
  targets: readonly ObjectModel[],
): string {
  if (targets.length > MAX_TARGETS_IN_NAME) {
    const { graphqlName } = parent;
    return `${owner.typeName}${graphqlName.charAt(0).toUpperCase()}${graphqlName.slice(1)}`;
  }
  const names = targets.map((target) => target.typeName).sort();
  return names.join('Or');
}

function buildDerivedType(
  object: ObjectModel,
  suffix: DerivedTypeSuffix,
  types: TypeSource,
): GraphQLNamedType | null {
  switch (suffix) {
    case 'Connection':
      return buildConnectionType(object, types);
    case 'Edge':
      return buildEdgeType(object, types);
    case 'Where':
      return buildWhereInput(object, types);
    case 'ChildrenWhere':
      return buildChildrenWhereInput(object, types);
    case 'Order':
      return buildOrderInput(object, types);
    case 'Aggregate':
      return buildAggregateType(object, types);
    case 'CountDistinct':
    case 'Sum':
    case 'Avg':
    case 'Min':
    case 'Max':
      return buildFigureType(object, suffix);
    case 'Group':
      return buildGroupType(object, types);
    case 'GroupKey':
      return buildGroupKeyType(object);
    case 'GroupBy':
      return buildGroupByEnum(object);
    case 'GroupOrder':
      return buildGroupOrderInput(object, types);
    case 'Having':
      return buildHavingInput(object, types);
    case 'HavingCount':
    case 'HavingNumber':
    case 'HavingValue':
      return buildHavingFigureInput(object, suffix);
    case 'CountOrder':
    case 'NumberOrder':
    case 'ValueOrder':
      return buildFigureOrderInput(object, suffix);
    case 'Scope':
      return buildScopeType(object);
    case 'CreateInput':
    case 'UpdateInput':
    case 'UpsertInput':
      return buildWriteInput(object, suffix);
    case 'Payload':
      return buildPayloadType(object, types);
  }
}
