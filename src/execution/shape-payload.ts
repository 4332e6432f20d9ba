/** The outcome of one write → its payload: record, receipt and errors, in the order of the selection. */

import { AppError } from '../common/errors.ts';
import type { CompoundPartShape } from '../plan/plan.ts';
import type { PayloadFieldShape, WriteRoot } from '../plan/mutation-plan.ts';
import { compileRecord, type Projection } from './shape-rows.ts';
import type {
  TransactionResult,
  WriteReceipt,
  WriteResult,
  WriteResultError,
} from './write-result.ts';

/** What records are shaped with. */
export type Shaping = Omit<Projection, 'loaded'>;

/** @param shaping null where nothing was written, so that no list has to be shaped. */
export function shapePayload(
  root: WriteRoot,
  result: TransactionResult,
  index: number,
  shaping: Shaping | null,
): WriteResult {
  const errors: WriteResultError[] =
    result.kind === 'failed' ? [{ path: [root.key], error: result.error }] : [];
  const value: Record<string, unknown> = {};
  for (const field of root.fields) {
    try {
      value[field.key] = shapeField(field, result, index, shaping);
    } catch (error) {
      // The write is done: what cannot be shown of it is an error of its own.
      if (!(error instanceof AppError)) throw error;
      value[field.key] = null;
      errors.push({ path: [root.key, field.key], error });
    }
  }
  return { key: root.key, value, errors };
}

// Private:

function shapeField(
  field: PayloadFieldShape,
  result: TransactionResult,
  index: number,
  shaping: Shaping | null,
): unknown {
  switch (field.kind) {
    case 'typename':
      return field.name;
    case 'null':
      return null;
    case 'record':
      return shapeRecord(field, result, index, shaping);
    case 'receipt': {
      const receipt = result.kind === 'done' ? result.receipts[index] : undefined;
      return receipt === undefined ? null : shapeParts(field.parts, receiptParts(receipt));
    }
    case 'writeErrors':
      return result.kind === 'done' ? [] : [shapeParts(field.parts, errorParts(result.error))];
  }
}

function shapeRecord(
  { record }: Extract<PayloadFieldShape, { kind: 'record' }>,
  result: TransactionResult,
  index: number,
  shaping: Shaping | null,
): unknown {
  const read = result.kind === 'done' ? result.records[index] : undefined;
  if (read === undefined || shaping === null) return null;
  if (read instanceof AppError) throw read;
  if (read.row === null) return null;
  return compileRecord(record)(read.row, { ...shaping, loaded: read.loaded });
}

function shapeParts(
  parts: readonly CompoundPartShape[],
  values: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    parts.map((part) => [part.key, part.kind === 'typename' ? part.name : values[part.part]]),
  );
}

function receiptParts({ id, time, created, requestId }: WriteReceipt) {
  return { id, time, created, requestId };
}

function errorParts({ code, message, hint, details, retryAfter }: AppError) {
  return {
    code,
    message,
    hint,
    fields: details.fields ?? [],
    matches: details.matches ?? [],
    retryAfter: retryAfter ?? null,
    requestId: details.requestId ?? null,
  };
}
