/** Declared queries → root fields and the types of their answers. */

import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
  GraphQLUnionType,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigArgumentMap,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLScalarType,
} from 'graphql';
import { declaredBinding } from '../declared/declared-member.ts';
import type {
  ArgumentType,
  DeclaredArgument,
  DeclaredQuery,
  GroupItem,
  RowItem,
  RowTarget,
} from '../declared/declared-query.ts';
import type { ObjectModel, OrgModel } from '../model/org-model.ts';
import { outputBinding, typeBinding } from '../model/schema-bindings.ts';
import { DEFAULT_PAGE_ROWS } from '../plan/list-arguments.ts';
import { pinnedArguments, type OperationRules } from '../policy/operation-rules.ts';
import { describeMember } from './description.ts';
import { outputTypeOf } from './field-types.ts';
import {
  GraphQLDateOrLiteral,
  GraphQLDateTimeOrLiteral,
  GraphQLLong,
  GraphQLTime,
} from './scalars.ts';
import { PAGE_INFO } from './shared-types.ts';

type FieldConfig = GraphQLFieldConfig<unknown, unknown>;
type Fields = Record<string, FieldConfig>;

export interface DeclaredTypes {
  readonly fields: Fields;
  /** Types that only these fields lead to. */
  readonly types: readonly GraphQLNamedType[];
}

/** @param rules arguments that they pin are nobody's to give, or need not be given. */
export function buildDeclaredTypes(
  queries: readonly DeclaredQuery[],
  rules: OperationRules,
  model: OrgModel,
): DeclaredTypes {
  const builder = new TypeBuilder(model);
  const fields = Object.fromEntries(
    queries.map((query) => [query.name, builder.rootField(query, rules)]),
  );
  return { fields, types: builder.types };
}

export function argumentConfig(
  declared: { readonly name: string; readonly arguments: readonly DeclaredArgument[] },
  rules: OperationRules,
): GraphQLFieldConfigArgumentMap {
  const pinned = pinnedArguments(rules, declared.name);
  const config: GraphQLFieldConfigArgumentMap = {};
  for (const argument of declared.arguments) {
    const pin = pinned.get(argument.name);
    if (pin === 'always') continue;
    const type = argumentType(argument);
    const note = pin === undefined ? '' : ' Fixed for some viewers, who must leave it out.';
    config[argument.name] = {
      type: argument.required && pin === undefined ? new GraphQLNonNull(type) : type,
      description: `${argument.description}${note}`,
    };
  }
  return config;
}

// Private:

function argumentType({ type, isList }: DeclaredArgument): GraphQLNullableInputType {
  const named = ARGUMENT_TYPES[type];
  return isList ? new GraphQLList(new GraphQLNonNull(named)) : named;
}

type GraphQLNullableInputType = GraphQLScalarType | GraphQLList<GraphQLInputType>;

const ARGUMENT_TYPES: Readonly<Record<ArgumentType, GraphQLScalarType>> = {
  ID: GraphQLID,
  String: GraphQLString,
  Boolean: GraphQLBoolean,
  Int: GraphQLInt,
  Long: GraphQLLong,
  Float: GraphQLFloat,
  DateOrLiteral: GraphQLDateOrLiteral,
  DateTimeOrLiteral: GraphQLDateTimeOrLiteral,
  Time: GraphQLTime,
};

class TypeBuilder {
  readonly types: GraphQLNamedType[] = [];
  readonly #model: OrgModel;

  constructor(model: OrgModel) {
    this.#model = model;
  }

  rootField(query: DeclaredQuery, rules: OperationRules): FieldConfig {
    const label = `Declared in \`${query.file}\`.`;
    return {
      type: this.connection(query),
      description: query.description === null ? label : `${query.description}\n\n${label}`,
      args: { ...argumentConfig(query, rules), ...pagingArguments(query) },
      extensions: outputBinding(declaredBinding({ kind: 'query', query, form: 'connection' })),
    };
  }

  connection(query: DeclaredQuery): GraphQLObjectType {
    const object = this.#object(query.object);
    const { result, typeName } = query;
    switch (result.kind) {
      case 'count':
        return this.#type(`${typeName}Count`, 'A number of rows.', object, {
          totalCount: { ...TOTAL_COUNT, type: new GraphQLNonNull(GraphQLInt) },
        });
      case 'groups': {
        const row = this.#type(`${typeName}Row`, 'One group.', object, this.#groups(result.items));
        return this.#type(`${typeName}Connection`, 'Groups with their figures.', object, {
          nodes: nodesField(row),
        });
      }
      case 'rows': {
        const row = this.#row({
          object: object.name,
          typeName: `${typeName}Row`,
          items: result.items,
        });
        return this.#type(`${typeName}Connection`, 'A page of rows.', object, {
          nodes: nodesField(row),
          totalCount: TOTAL_COUNT,
          ...(result.pageable ? this.#pagingFields(typeName, object, row) : {}),
        });
      }
    }
  }

  #pagingFields(typeName: string, object: ObjectModel, row: GraphQLObjectType): Fields {
    const edge = this.#type(`${typeName}Edge`, 'A row with its cursor.', object, {
      cursor: {
        type: new GraphQLNonNull(GraphQLString),
        description: 'Give it to `after` to page on from here.',
        extensions: outputBinding({ kind: 'edgeCursor' }),
      },
      node: {
        type: new GraphQLNonNull(row),
        description: 'The row.',
        extensions: outputBinding({ kind: 'edgeNode' }),
      },
    });
    return {
      edges: {
        type: listOf(edge),
        description: 'The rows, each with its cursor.',
        extensions: outputBinding({ kind: 'edges' }),
      },
      pageInfo: {
        type: new GraphQLNonNull(PAGE_INFO),
        description: 'Where this page stands in the list.',
        extensions: outputBinding({ kind: 'pageInfo' }),
      },
    };
  }

  #row({ object, typeName, items }: RowTarget): GraphQLObjectType {
    const model = this.#object(object);
    const fields = items.map((item) => [item.name, this.#member(item)] as const);
    return this.#type(typeName, describeMember(model), model, Object.fromEntries(fields));
  }

  #member(item: RowItem): FieldConfig {
    switch (item.kind) {
      case 'column':
        return {
          type: item.field.type === 'id' ? new GraphQLNonNull(GraphQLID) : outputTypeOf(item.field),
          description: describeMember(item.field),
          extensions: outputBinding({ kind: 'column', field: item.field }),
        };
      case 'label':
      case 'formatted':
        return {
          // Of several values there are several labels.
          type:
            item.kind === 'label' && item.field.type === 'multipicklist'
              ? outputTypeOf(item.field)
              : GraphQLString,
          description: describeMember(item.field),
          extensions: outputBinding({ kind: item.kind, field: item.field }),
        };
      case 'type':
        return {
          type: new GraphQLNonNull(GraphQLString),
          description: 'API name of its object.',
          extensions: outputBinding({ kind: 'objectName' }),
        };
      case 'parent':
        return {
          type: this.#parentType(item),
          description: `The parent (\`${item.parent.name}\`).`,
          extensions: outputBinding({ kind: 'parent', parent: item.parent }),
        };
      case 'children': {
        const { child, typeName, items } = item;
        const row = this.#row({ object: child.object, typeName, items });
        const object = this.#object(child.object);
        return {
          type: new GraphQLNonNull(
            this.#type(`${typeName}Connection`, `The children (\`${child.name}\`).`, object, {
              nodes: nodesField(row),
            }),
          ),
          description: `The children (\`${child.name}\`).`,
          extensions: outputBinding(declaredBinding(item)),
        };
      }
    }
  }

  #parentType(item: Extract<RowItem, { kind: 'parent' }>): GraphQLOutputType {
    const rows = item.targets.map((target) => this.#row(target));
    const [only] = rows;
    if (only !== undefined && rows.length === 1) return only;
    const union = new GraphQLUnionType({
      name: item.typeName,
      description: `What \`${item.parent.name}\` can be.`,
      types: rows,
    });
    this.types.push(union);
    return union;
  }

  #groups(items: readonly GroupItem[]): Fields {
    return Object.fromEntries(items.map((item) => [item.name, this.#groupMember(item)]));
  }

  #groupMember(item: GroupItem): FieldConfig {
    const extensions = outputBinding(declaredBinding(item));
    if (item.kind === 'object') {
      const type = new GraphQLObjectType({
        name: item.typeName,
        description: 'What the rows are grouped by.',
        fields: this.#groups(item.items),
      });
      this.types.push(type);
      return { type: new GraphQLNonNull(type), description: 'Of the parent.', extensions };
    }
    const { subject, fn } = item;
    const type = outputTypeOf({ ...subject.field, type: item.type });
    const isCount = fn === 'COUNT' || fn === 'COUNT_DISTINCT';
    return {
      type: isCount ? new GraphQLNonNull(GraphQLInt) : type,
      description: fn === null ? describeMember(subject.field) : `${fn} of ${subject.field.label}.`,
      extensions,
    };
  }

  #type(name: string, description: string, object: ObjectModel, fields: Fields): GraphQLObjectType {
    const type = new GraphQLObjectType({
      name,
      description,
      extensions: typeBinding({ object }),
      fields,
    });
    this.types.push(type);
    return type;
  }

  #object(name: string): ObjectModel {
    const object = this.#model.objects.get(name);
    if (object === undefined) throw new Error(`The model has no object ${name}.`);
    return object;
  }
}

const TOTAL_COUNT: FieldConfig = {
  type: GraphQLInt,
  description: 'Rows that match, on all pages. Counted only when asked for.',
  extensions: outputBinding({ kind: 'totalCount' }),
};

function nodesField(row: GraphQLObjectType): FieldConfig {
  return {
    type: listOf(row),
    description: 'The rows.',
    extensions: outputBinding({ kind: 'nodes' }),
  };
}

function listOf(type: GraphQLObjectType): GraphQLOutputType {
  return new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(type)));
}

function pagingArguments({ result, limit }: DeclaredQuery): GraphQLFieldConfigArgumentMap {
  if (result.kind === 'count' || (result.kind === 'groups' && result.groupBy === null)) return {};
  const isCapped = limit !== null || result.kind === 'groups';
  return {
    first: {
      type: GraphQLInt,
      ...(isCapped ? {} : { defaultValue: DEFAULT_PAGE_ROWS }),
      description: isCapped
        ? 'Rows from the start; all that the query allows unless given.'
        : 'Rows from the start, or after `after`.',
    },
    ...(result.kind === 'rows' && result.pageable
      ? { after: { type: GraphQLString, description: 'Cursor of the row before the page.' } }
      : {}),
  };
}
