/** One create, update, upsert or delete → the values that are sent and the records that must be the viewer's to read. */

import type { GraphQLField } from 'graphql';
import { AppError } from '../common/errors.ts';
import type { FieldModel, ObjectModel } from '../model/org-model.ts';
import { inputBindingOf, type WriteVerb } from '../model/schema-bindings.ts';
import { keepsRequestKey } from '../model/writable-fields.ts';
import type { RowAccess } from '../policy/policy.ts';
import {
  changeableRows,
  mayUpsertBy,
  writeAccessTo,
  type WriteAccess,
} from '../policy/write-access.ts';
import { allOf, equals, fieldOperand } from '../soql/condition-builders.ts';
import type { Condition, SelectNode, SoqlValue } from '../soql/nodes.ts';
import type { CollectedField } from './collect-fields.ts';
import { argumentValues } from './list-arguments.ts';
import { readRecordId } from './plan-by-id.ts';
import type { UnmodifiedCheck, UpsertLookup, WriteAction, WritePlan } from './mutation-plan.ts';
import type { PlanContext } from './plan-context.ts';
import { inputObject, rowCondition } from './plan-where.ts';
import { BARE_FRAME, SelectBuilder } from './select-builder.ts';
import { bothRows, type VisibilityChecks } from './visibility-checks.ts';
import { toWriteValue, writeValues, type GivenValue } from './write-values.ts';

export interface WriteRequest {
  readonly field: GraphQLField<unknown, unknown>;
  readonly verb: WriteVerb;
  readonly object: ObjectModel;
  readonly collected: CollectedField;
}

export type PlannedWrite = Omit<WritePlan, 'root'>;

/**
 * @param index of the write in its transaction.
 * @throws AppError FORBIDDEN, BAD_USER_INPUT
 */
export function planWrite(
  context: PlanContext,
  request: WriteRequest,
  index: number,
  checks: VisibilityChecks,
): PlannedWrite {
  const values = argumentValues(context.inputs, request.field, request.collected.node);
  const scope: WriteScope = { context, request, index, checks, values };
  const given = request.verb === 'delete' ? [] : givenValues(scope);
  const action = actionOf(scope, given);
  for (const { field, value } of given) {
    if (field.type === 'reference' && value !== null)
      checks.wantReference(request.object, field, value, index);
  }
  return { object: request.object.name, action };
}

// Private:

interface WriteScope {
  readonly context: PlanContext;
  readonly request: WriteRequest;
  readonly index: number;
  readonly checks: VisibilityChecks;
  /** Coerced arguments. */
  readonly values: Readonly<Record<string, unknown>>;
}

function actionOf(scope: WriteScope, given: readonly GivenValue[]): WriteAction {
  switch (scope.request.verb) {
    case 'create':
      return planCreate(scope, given);
    case 'update':
      return planUpdate(scope, given);
    case 'upsert':
      return planUpsert(scope, given);
    case 'delete':
      return planDelete(scope);
  }
}

function planCreate(scope: WriteScope, given: readonly GivenValue[]): WriteAction {
  const { object } = scope.request;
  const access = requireWrite(scope, 'create');
  refuseUnseen(scope);
  return {
    verb: 'create',
    values: writeValues(object, access, given, 'create'),
    requestId: requestIdOf(scope.values['requestId']),
    keepsKey: keepsRequestKey(object),
  };
}

function planUpdate(scope: WriteScope, given: readonly GivenValue[]): WriteAction {
  const { object } = scope.request;
  const access = requireWrite(scope, 'update');
  const id = readRecordId(scope.values['id']);
  refuseNothing(given);
  const values = writeValues(object, access, given, 'update');
  scope.checks.wantWritten(object, id, scope.index, requireChange(scope, 'update'));
  return { verb: 'update', id, values, unmodified: planUnmodified(scope, id) };
}

function planDelete(scope: WriteScope): WriteAction {
  const rows = requireChange(scope, 'delete');
  const id = readRecordId(scope.values['id']);
  scope.checks.wantWritten(scope.request.object, id, scope.index, rows);
  return { verb: 'delete', id, unmodified: planUnmodified(scope, id) };
}

function planUpsert(scope: WriteScope, given: readonly GivenValue[]): WriteAction {
  const { context, request } = scope;
  const key = readKey(scope);
  const { policy, viewer } = context.inputs;
  if (!mayUpsertBy(policy, viewer, request.object.name, key.field.name)) {
    throw forbiddenVerb(scope, 'upsert');
  }
  const value = toWriteValue(key.field, key.value);
  if (typeof value !== 'string' && typeof value !== 'number') throw wrongKey(request.object);
  refuseNothing(given);
  refuseUnseen(scope);
  const onCreate = writeValues(request.object, requireWrite(scope, 'create'), given, 'create');
  const onUpdate = writeValues(request.object, requireWrite(scope, 'update'), given, 'update');
  return {
    verb: 'upsert',
    key: { field: key.field.name, graphqlName: key.field.graphqlName, value },
    onCreate,
    onUpdate,
    lookup: planLookup(scope, key.field, value, isSame(onCreate, onUpdate)),
  };
}

/** A viewer of some rows must not learn of, or change, a record that the key happens to name. */
function planLookup(
  scope: WriteScope,
  field: FieldModel,
  value: string | number,
  isSameEitherWay: boolean,
): UpsertLookup | null {
  const { object } = scope.request;
  const rows = bothRows(
    scope.context.access(object)?.rows ?? NO_ROWS,
    requireChange(scope, 'update'),
  );
  if (rows.kind === 'all' && isSameEitherWay && field.unique) return null;
  const literal: SoqlValue =
    typeof value === 'number' ? { type: 'number', value } : { type: 'string', value };
  const hasKey = equals(fieldOperand(field.name), literal);
  return {
    any: selectId(object, hasKey),
    visible: rows.kind === 'none' ? null : selectId(object, allOf([hasKey, rowCondition(rows)])),
  };
}

const NO_ROWS: RowAccess = { kind: 'none' };

function isSame(one: object, other: object): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The record, if nobody has changed it since the client saw it. */
function planUnmodified(scope: WriteScope, id: string): UnmodifiedCheck | null {
  const { context, request, values } = scope;
  const since = values['ifUnmodifiedSince'];
  if (since === undefined) return null;
  if (typeof since !== 'string') {
    throw new AppError('BAD_USER_INPUT', 'ifUnmodifiedSince is null, which says nothing.', {
      hint: 'Give the lastModifiedDate that you saw, or leave the argument out.',
    });
  }
  const access = context.access(request.object);
  const unchanged: Condition = {
    kind: 'compare',
    operand: fieldOperand('LastModifiedDate'),
    operator: '<=',
    value: { type: 'dateTime', value: since },
  };
  const rows = access === null ? null : rowCondition(access.rows);
  return { select: selectId(request.object, allOf([isRecord(id), rows, unchanged])) };
}

function selectId(object: ObjectModel, where: Condition | null): SelectNode {
  return new SelectBuilder(object.name, { ...BARE_FRAME, where }).build();
}

function isRecord(id: string): Condition {
  return equals(fieldOperand('Id'), { type: 'id', value: id });
}

function givenValues({ request, values }: WriteScope): readonly GivenValue[] {
  const argument = request.field.args.find(({ name }) => name === 'input');
  if (argument === undefined) throw new TypeError('A write takes an input.');
  const input = values['input'] as Readonly<Record<string, unknown>>;
  const fields = inputObject(argument.type).getFields();
  return Object.entries(input).flatMap(([name, value]) => {
    const field = fields[name];
    const binding = field && inputBindingOf(field);
    if (binding?.kind !== 'value') throw new TypeError(`${name} is no value to write.`);
    return value === undefined ? [] : [{ field: binding.field, value }];
  });
}

function readKey({ request, values }: WriteScope) {
  const keys = request.field.args.flatMap((argument) => {
    const value = values[argument.name];
    if (argument.name === 'input' || value === undefined) return [];
    const binding = inputBindingOf(argument);
    return binding.kind === 'externalId' ? [{ field: binding.field, value }] : [];
  });
  const [key] = keys;
  if (key === undefined || keys.length > 1 || key.value === '') throw wrongKey(request.object);
  return key;
}

function wrongKey(object: ObjectModel): AppError {
  return new AppError('BAD_USER_INPUT', `An upsert of ${object.name} takes exactly one key.`, {
    hint: 'Give one of the external id arguments a value that is neither null nor empty.',
  });
}

function refuseNothing(given: readonly GivenValue[]): void {
  if (given.length > 0) return;
  throw new AppError('BAD_USER_INPUT', 'The input is empty, so there is nothing to write.', {
    hint: 'Give at least one field; null clears one.',
  });
}

/** A record that no predicate of this viewer could ever match would be undone after it was written. */
function refuseUnseen({ context, request }: WriteScope): void {
  if (context.access(request.object)?.rows.kind !== 'none') return;
  throw new AppError(
    'FORBIDDEN',
    `You may not write ${request.object.name}: you could not see it.`,
    {
      hint: 'The policy’s rows compare with a value that this viewer does not have; bind the person to a Contact.',
    },
  );
}

const MAX_REQUEST_ID = 200;

function requestIdOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' && value.trim() !== '' && value.length <= MAX_REQUEST_ID) {
    return value;
  }
  throw new AppError('BAD_USER_INPUT', 'The requestId is empty or too long.', {
    hint: `Give a key of your own for each form, such as a UUID, of at most ${MAX_REQUEST_ID} characters.`,
  });
}

function requireWrite(scope: WriteScope, verb: 'create' | 'update'): WriteAccess {
  const { context, request } = scope;
  const access = writeAccessTo(
    context.inputs.policy,
    context.inputs.viewer,
    request.object.name,
    verb,
  );
  if (access === null) throw forbiddenVerb(scope, verb);
  return access;
}

function requireChange(scope: WriteScope, verb: 'update' | 'delete'): RowAccess {
  const { policy, viewer } = scope.context.inputs;
  const rows = changeableRows(policy, viewer, scope.request.object.name, verb);
  if (rows === null) throw forbiddenVerb(scope, verb);
  return rows;
}

function forbiddenVerb({ context, request }: WriteScope, verb: string): AppError {
  return new AppError('FORBIDDEN', `You may not ${verb} ${request.object.name}.`, {
    hint: context.hintForWrite(request.object, verb),
  });
}
