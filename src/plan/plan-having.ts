/** The having and orderBy arguments of a grouping → a HAVING condition and order nodes. */

import {
  getNamedType,
  isInputObjectType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
} from 'graphql';
import type { FieldModel, ObjectModel } from '../model/org-model.ts';
import { inputBindingOf, type AggregateName } from '../model/schema-bindings.ts';
import { allOf, anyOf, not } from '../soql/condition-builders.ts';
import type { Condition, Operand, OrderNode } from '../soql/nodes.ts';
import { aggregateOperand, COUNT_ROWS, groupingOperand } from './figure-columns.ts';
import { emptyFilter, filterCondition } from './filter-condition.ts';
import type { PlanContext } from './plan-context.ts';
import { onlyEntry, readDirection } from './plan-order.ts';
import { boundEntries, inputObject, membersOf } from './plan-where.ts';

export function planHaving(
  context: PlanContext,
  object: ObjectModel,
  type: GraphQLInputObjectType,
  value: unknown,
): Condition {
  const conditions = boundEntries(type, value).map((entry) => {
    switch (entry.binding.kind) {
      case 'and':
      case 'or': {
        const members = membersOf(entry.binding.kind, entry.value).map((member) =>
          planHaving(context, object, type, member),
        );
        return entry.binding.kind === 'and' ? allOf(members) : anyOf(members);
      }
      case 'not':
        return not(planHaving(context, object, type, entry.value));
      case 'count':
        return operators(COUNT_ROWS, 'int', inputObject(entry.type), entry.value);
      case 'aggregates':
        return figures(context, object, entry.binding.name, inputObject(entry.type), entry.value);
      default:
        throw new TypeError(`A condition on groups cannot hold ${entry.binding.kind}.`);
    }
  });
  return conjunction(conditions);
}

export function planGroupOrder(
  context: PlanContext,
  object: ObjectModel,
  type: GraphQLInputType,
  value: unknown,
): readonly OrderNode[] {
  const elements: readonly unknown[] = Array.isArray(value) ? value : [];
  return elements.map((element) => groupOrder(context, object, type, element));
}

// Private:

function figures(
  context: PlanContext,
  object: ObjectModel,
  name: AggregateName,
  type: GraphQLInputObjectType,
  value: unknown,
): Condition {
  return conjunction(
    boundEntries(type, value).map(({ binding, type: fieldType, value: fieldValue }) => {
      if (binding.kind !== 'condition') throw new TypeError('A figure is compared by field.');
      context.requireReadable(object, binding.field, 'aggregate');
      const operand = aggregateOperand(name, binding.field.name);
      return operators(
        operand,
        figureType(name, binding.field),
        inputObject(fieldType),
        fieldValue,
      );
    }),
  );
}

function operators(
  operand: Operand,
  fieldType: FieldModel['type'],
  type: GraphQLInputObjectType,
  value: unknown,
): Condition {
  return conjunction(
    boundEntries(type, value).map(({ binding, value: operatorValue }) => {
      if (binding.kind !== 'operator') throw new TypeError('A figure is compared by operators.');
      return filterCondition(operand, fieldType, binding.operator, operatorValue);
    }),
  );
}

function figureType(name: AggregateName, field: FieldModel): FieldModel['type'] {
  return name === 'min' || name === 'max' ? field.type : 'double';
}

function groupOrder(
  context: PlanContext,
  object: ObjectModel,
  type: GraphQLInputType,
  element: unknown,
): OrderNode {
  const [name, value] = onlyEntry(element);
  const input = getNamedType(type);
  const field = isInputObjectType(input) ? input.getFields()[name] : undefined;
  if (field === undefined) throw new TypeError(`There is no order ${name}.`);
  const binding = inputBindingOf(field);
  switch (binding.kind) {
    case 'count':
      return { operand: COUNT_ROWS, direction: readDirection(value).direction, nulls: null };
    case 'groupingOrder': {
      context.requireReadable(object, binding.grouping.field, 'sort by');
      return { operand: groupingOperand(binding.grouping), ...readDirection(value) };
    }
    case 'aggregates':
      return figureOrder(context, object, binding.name, field.type, value);
    default:
      throw new TypeError(`An order of groups cannot hold ${binding.kind}.`);
  }
}

function figureOrder(
  context: PlanContext,
  object: ObjectModel,
  name: AggregateName,
  type: GraphQLInputType,
  element: unknown,
): OrderNode {
  const [fieldName, value] = onlyEntry(element);
  const input = getNamedType(type);
  const inputField = isInputObjectType(input) ? input.getFields()[fieldName] : undefined;
  const binding = inputField && inputBindingOf(inputField);
  if (binding?.kind !== 'orderField') throw new TypeError(`There is no order ${fieldName}.`);
  context.requireReadable(object, binding.field, 'aggregate');
  return { operand: aggregateOperand(name, binding.field.name), ...readDirection(value) };
}

function conjunction(conditions: readonly (Condition | null)[]): Condition {
  const condition = allOf(conditions);
  if (condition === null) throw emptyFilter('{}');
  return condition;
}
