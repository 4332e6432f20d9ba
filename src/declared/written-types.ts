/** The hand-written types of one `.graphql` file against what its queries select: each field finds its value, or its mistake its place. */

import {
  Kind,
  print,
  type ASTNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type NamedTypeNode,
  type ObjectTypeDefinitionNode,
  type TypeNode,
} from 'graphql';
import { didYouMean } from 'graphql/jsutils/didYouMean.js';
import { suggestionList } from 'graphql/jsutils/suggestionList.js';
import type { ObjectModel, OrgModel } from '../model/org-model.ts';
import type { OutputBinding } from '../model/schema-bindings.ts';
import { valueTypeName } from '../model/value-type.ts';
import { declaredBinding } from './declared-member.ts';
import type { GroupItem, RowItem } from './declared-query.ts';
import type { WrittenType } from './declared-sdl.ts';
import {
  groupMemberAt,
  groupMemberNamed,
  memberAt,
  memberNamed,
  namesOfMembers,
  type FoundMember,
} from './written-members.ts';

export type Fail = (node: ASTNode, problem: string) => Error;

export class WrittenTypes {
  readonly #model: OrgModel;
  readonly #fail: Fail;
  readonly #definitions: ReadonlyMap<string, ObjectTypeDefinitionNode>;
  readonly #meanings = new Map<string, WrittenType>();
  readonly #orgTypes = new Set<NamedTypeNode>();

  /** @param fail makes the error that points at a node. */
  constructor(model: OrgModel, document: DocumentNode, fail: Fail) {
    this.#model = model;
    this.#fail = fail;
    const types = document.definitions.filter((one) => one.kind === Kind.OBJECT_TYPE_DEFINITION);
    this.#definitions = new Map(types.map((type) => [type.name.value, type]));
  }

  meanings(): ReadonlyMap<string, WrittenType> {
    return this.#meanings;
  }

  definition(name: string): ObjectTypeDefinitionNode | undefined {
    return this.#definitions.get(name);
  }

  /** Whether a query answers the org's own type there, which nothing else can. */
  isAnswered(node: NamedTypeNode): boolean {
    return this.#orgTypes.has(node);
  }

  /** A type whose objects are rows with these members; an object of the org has a type of its own, which fits too. */
  meanRow(node: TypeNode, object: ObjectModel, items: readonly RowItem[]): void {
    const named = namedOf(node);
    if (named !== null && named.name.value === object.typeName) {
      this.#orgTypes.add(named);
      return;
    }
    const definition = this.#definitionOf(node, `rows of ${object.name}`);
    this.mean(definition, node, object, (field) => this.#rowMember(field, object, items));
  }

  meanGroup(node: TypeNode, items: readonly GroupItem[]): void {
    const definition = this.#definitionOf(node, 'groups');
    this.mean(definition, node, null, (field) => this.#groupMember(field, items));
  }

  /** @param node what names the type. @throws what `fail` makes, also where the type means something else already. */
  mean(
    definition: ObjectTypeDefinitionNode,
    node: TypeNode,
    object: ObjectModel | null,
    bind: (field: FieldDefinitionNode) => OutputBinding,
  ): void {
    const name = definition.name.value;
    const members = new Map<string, OutputBinding>();
    for (const field of definition.fields ?? []) {
      const [argument] = field.arguments ?? [];
      if (argument !== undefined) {
        throw this.#fail(argument, 'Arguments belong to the field with @soql.');
      }
      members.set(field.name.value, bind(field));
    }
    const meaning = { object, members };
    const known = this.#meanings.get(name);
    if (known !== undefined && meaningText(known) !== meaningText(meaning)) {
      const problem = `${name} already is the type of other rows: give this query a type of its own.`;
      throw this.#fail(node, problem);
    }
    this.#meanings.set(name, meaning);
  }

  #definitionOf(node: TypeNode, what: string): ObjectTypeDefinitionNode {
    const definition = this.#definitions.get(namedOf(node)?.name.value ?? '');
    if (definition !== undefined) return definition;
    throw this.#fail(node, `${print(node)} cannot hold ${what}: that takes a type of this file.`);
  }

  #rowMember(
    field: FieldDefinitionNode,
    object: ObjectModel,
    items: readonly RowItem[],
  ): OutputBinding {
    const path = pathOf(field);
    const name = field.name.value;
    const found = path === null ? memberNamed(items, name) : memberAt(items, path);
    if (found === null) throw this.#notSelected(field, path, `row of ${object.name}`, items);
    return this.#binding(field, found, false);
  }

  #notSelected(
    field: FieldDefinitionNode,
    path: readonly string[] | null,
    what: string,
    items: readonly (RowItem | GroupItem)[],
  ): Error {
    const name = path?.join('.') ?? field.name.value;
    const known = namesOfMembers(items);
    const near = didYouMean(suggestionList(name, known).slice(0, 3));
    const hint = near === '' ? ` It has ${known.join(', ')}.` : near;
    return this.#fail(field, `The query selects no ${name} of a ${what}.${hint}`);
  }

  #binding(field: FieldDefinitionNode, found: FoundMember, isOfParent: boolean): OutputBinding {
    if (found.kind === 'own') return this.#ownBinding(field, found.item, isOfParent);
    const targets = new Map<string, OutputBinding>();
    for (const [object, inner] of found.targets) {
      targets.set(object, this.#binding(field, inner, true));
    }
    return { kind: 'ofParent', parent: found.parent, targets };
  }

  /** @param isOfParent the value stands in place of a parent, which can be missing or hidden. */
  #ownBinding(field: FieldDefinitionNode, item: RowItem, isOfParent: boolean): OutputBinding {
    switch (item.kind) {
      case 'column': {
        const { type, nillable } = item.field;
        this.#requireValue(field, valueTypeName(type), isOfParent || (nillable && type !== 'id'));
        return { kind: 'column', field: item.field };
      }
      case 'label':
        this.#requireValue(
          field,
          item.field.type === 'multipicklist' ? '[String!]' : 'String',
          true,
        );
        return { kind: 'label', field: item.field };
      case 'formatted':
        this.#requireValue(field, 'String', true);
        return { kind: 'formatted', field: item.field };
      case 'type':
        this.#requireValue(field, 'String', isOfParent);
        return { kind: 'objectName' };
      case 'parent':
        return this.#parentBinding(field, item);
      case 'children':
        return this.#childrenBinding(field, item);
    }
  }

  #requireValue(field: FieldDefinitionNode, expected: string, canBeNull: boolean): void {
    const isNonNull = field.type.kind === Kind.NON_NULL_TYPE;
    const nullable = nullableOf(field.type);
    const written =
      nullable.kind === Kind.LIST_TYPE ? `[${print(nullableOf(nullable.type))}!]` : print(nullable);
    if (written !== expected) {
      const problem = `${field.name.value} is ${expected} in the org, not ${print(field.type)}.`;
      throw this.#fail(field.type, problem);
    }
    if (!isNonNull || !canBeNull) return;
    const problem = `${field.name.value} can be empty, or hidden with what it is read from: no ! here.`;
    throw this.#fail(field.type, problem);
  }

  #parentBinding(
    field: FieldDefinitionNode,
    { parent, targets }: Extract<RowItem, { kind: 'parent' }>,
  ): OutputBinding {
    const name = field.name.value;
    const [target, ...others] = targets;
    if (target === undefined || others.length > 0) {
      const problem = `${parent.name} can be of several objects: read values of it, as by @field(name: "${parent.name}.Name").`;
      throw this.#fail(field, problem);
    }
    if (field.type.kind !== Kind.NAMED_TYPE) {
      throw this.#fail(
        field.type,
        `${name} is one parent, which can be missing: no list, and no !.`,
      );
    }
    this.meanRow(field.type, this.#object(target.object), target.items);
    return { kind: 'parent', parent };
  }

  #childrenBinding(
    field: FieldDefinitionNode,
    item: Extract<RowItem, { kind: 'children' }>,
  ): OutputBinding {
    const row = rowTypeOf(field.type);
    if (row === null) {
      throw this.#fail(field.type, `${field.name.value} are children: a list is expected.`);
    }
    this.meanRow(row, this.#object(item.child.object), item.items);
    return declaredBinding(item);
  }

  #groupMember(field: FieldDefinitionNode, items: readonly GroupItem[]): OutputBinding {
    const path = pathOf(field);
    const name = field.name.value;
    const item = path === null ? groupMemberNamed(items, name) : groupMemberAt(items, path);
    if (item === null) throw this.#notSelected(field, path, 'group', items);
    if (item.kind === 'object') {
      this.meanGroup(nullableOf(field.type), item.items);
      return declaredBinding(item);
    }
    const isCount = item.fn === 'COUNT' || item.fn === 'COUNT_DISTINCT';
    this.#requireValue(field, isCount ? 'Int' : valueTypeName(item.type), !isCount);
    return declaredBinding(item);
  }

  #object(name: string): ObjectModel {
    const object = this.#model.objects.get(name);
    if (object === undefined) throw new TypeError(`The model has no object ${name}.`);
    return object;
  }
}

export function nullableOf(type: TypeNode): Exclude<TypeNode, { kind: Kind.NON_NULL_TYPE }> {
  return type.kind === Kind.NON_NULL_TYPE ? type.type : type;
}

/** The type of the items of a list; null for what is no list of a named type. */
export function rowTypeOf(type: TypeNode): NamedTypeNode | null {
  const list = nullableOf(type);
  return list.kind === Kind.LIST_TYPE ? namedOf(nullableOf(list.type)) : null;
}

// Private:

function namedOf(type: TypeNode): NamedTypeNode | null {
  return type.kind === Kind.NAMED_TYPE ? type : null;
}

/** `@field(name: "Account.Name")` */
function pathOf({ directives }: FieldDefinitionNode): readonly string[] | null {
  const directive = directives?.find((one) => one.name.value === 'field');
  const value = directive?.arguments?.find((one) => one.name.value === 'name')?.value;
  return value?.kind === Kind.STRING ? value.value.split('.') : null;
}

/** Two queries can share a type that reads the same of both. */
function meaningText({ object, members }: WrittenType): string {
  return JSON.stringify([object?.name, [...members]], (key, value: unknown) => {
    // Names of generated types begin with the query's, and say nothing of what is selected.
    if (key === 'typeName') return undefined;
    return value instanceof Map ? [...(value as ReadonlyMap<string, unknown>)] : value;
  });
}
