/** An orderBy argument → the keys of the order, the record id last. */

import { isInputObjectType, getNamedType, type GraphQLInputType } from 'graphql';
import { AppError } from '../common/errors.ts';
import type { FieldModel, ObjectModel } from '../model/org-model.ts';
import { canOrderBy } from '../model/field-abilities.ts';
import { inputBindingOf } from '../model/schema-bindings.ts';
import { MAX_PARENT_DEPTH } from '../soql/limits.ts';
import type { FieldPath } from '../soql/nodes.ts';
import { ID_KEY, type OrderKey } from './keyset.ts';
import type { PlanContext } from './plan-context.ts';
import { retiredInput } from './retired-member.ts';

/** @param value coerced argument; null, undefined and an empty list leave the order to the record id. */
export function planOrder(
  context: PlanContext,
  object: ObjectModel,
  type: GraphQLInputType,
  value: unknown,
): readonly OrderKey[] {
  const elements = Array.isArray(value) ? value : [];
  const keys = new Map<string, OrderKey>();
  for (const element of elements) {
    const key = readElement({ context, object, path: [], nullable: false }, type, element);
    const name = key.path.join('.');
    if (!keys.has(name)) keys.set(name, key);
    // Rows never tie in their id: what would follow decides nothing.
    if (name === 'Id') break;
  }
  return keys.has('Id') ? [...keys.values()] : [...keys.values(), ID_KEY];
}

/** `DESC_NULLS_LAST` → direction and place of nulls; without a word on nulls Salesforce puts them first. */
export function readDirection(value: unknown): Pick<OrderKey, 'direction'> & {
  readonly nulls: 'FIRST' | 'LAST';
} {
  const text = String(value);
  return {
    direction: text.startsWith('DESC') ? 'DESC' : 'ASC',
    nulls: text.endsWith('_NULLS_LAST') ? 'LAST' : 'FIRST',
  };
}

/** The one key of a one-of input. @throws AppError BAD_USER_INPUT for none or several. */
export function onlyEntry(element: unknown): readonly [string, unknown] {
  const entries = typeof element === 'object' && element !== null ? Object.entries(element) : [];
  const [entry] = entries;
  if (entry === undefined || entries.length > 1 || entry[1] === null || entry[1] === undefined) {
    throw new AppError('BAD_USER_INPUT', 'Each element of orderBy must have exactly one key.', {
      hint: 'Write [{ lastName: ASC }, { firstName: ASC }].',
    });
  }
  return entry;
}

// Private:

interface OrderSite {
  readonly context: PlanContext;
  readonly object: ObjectModel;
  readonly path: FieldPath;
  /** Whether a parent on the way may be missing. */
  readonly nullable: boolean;
}

function readElement(site: OrderSite, type: GraphQLInputType, element: unknown): OrderKey {
  const [name, value] = onlyEntry(element);
  const input = getNamedType(type);
  const field = isInputObjectType(input) ? input.getFields()[name] : undefined;
  if (field === undefined) throw new TypeError(`There is no order ${name}.`);
  const binding = inputBindingOf(field);
  if (binding.kind === 'orderField') return orderKey(site, binding.field, value);
  if (binding.kind === 'retired') throw retiredInput(site.object.name, binding.name);
  if (binding.kind !== 'orderParent') throw new TypeError(`An order cannot hold ${binding.kind}.`);
  const { parent } = binding;
  site.context.requireReadable(site.object, { name: parent.foreignKey }, 'sort by');
  const target = site.context.object(parent.targets[0] ?? '');
  requireAllRows(site.context, target);
  const path = [...site.path, parent.name];
  if (path.length > MAX_PARENT_DEPTH)
    throw notOffered(`more than ${MAX_PARENT_DEPTH} parents away`);
  const nullable = site.nullable || site.object.fields.get(parent.foreignKey)?.nillable !== false;
  return readElement({ ...site, object: target, path, nullable }, field.type, value);
}

function orderKey(site: OrderSite, field: FieldModel, value: unknown): OrderKey {
  site.context.requireReadable(site.object, field, 'sort by');
  if (!canOrderBy(field, site.path)) throw notOffered(`${field.graphqlName} of a parent`);
  const { direction, nulls } = readDirection(value);
  const hasNulls = (site.nullable || field.nillable) && field.type !== 'boolean';
  return {
    path: [...site.path, field.name],
    direction,
    nulls: hasNulls ? nulls : null,
    type: field.type,
    setupOrder: field.type === 'picklist' ? field.picklist.map((entry) => entry.value) : null,
  };
}

/** The order of the rows would tell the values of parents that the viewer may not see. */
export function requireAllRows(context: PlanContext, target: ObjectModel): void {
  const access = context.requireAccess(target);
  if (access.rows.kind === 'all') return;
  throw new AppError('FORBIDDEN', `You may not sort by fields of ${target.name} here.`, {
    hint: `Only roles that may read all rows of ${target.name} can sort by this parent.`,
  });
}

function notOffered(what: string): AppError {
  return new AppError('BAD_USER_INPUT', `A list cannot be sorted by ${what}.`, {
    hint: 'Choose another field: only orders that can be paged are offered.',
  });
}
