/** The outcome of one write → its payload: record, receipt and errors, in the order of the selection. */

import { AppError } from '../common/errors.ts';
import type { CompoundPartShape } from '../plan/plan.ts';
import type { PayloadFieldShape, WriteRoot } from '../plan/mutation-plan.ts';
import type { CursorCodec } from './cursor-codec.ts';
import { compileRecord } from './shape-rows.ts';
import type {
  TransactionResult,
  WriteReceipt,
  WriteResult,
  WriteResultError,
} from './write-result.ts';

/** @param cursors null where nothing was written, so that no list has to be shaped. */
export function shapePayload(
  root: WriteRoot,
  result: TransactionResult,
  index: number,
  cursors: CursorCodec | null,
): WriteResult {
  const errors: WriteResultError[] =
    result.kind === 'failed' ? [{ path: [root.key], error: result.error }] : [];
  const value: Record<string, unknown> = {};
  for (const field of root.fields) {
    try {
      value[field.key] = shapeField(field, result, index, cursors);
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
  cursors: CursorCodec | null,
): unknown {
  switch (field.kind) {
    case 'typename':
      return field.name;
    case 'null':
      return null;
    case 'record':
      return shapeRecord(field, result, index, cursors);
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
  cursors: CursorCodec | null,
): unknown {
  const read = result.kind === 'done' ? result.records[index] : undefined;
  if (read === undefined || cursors === null) return null;
  if (read instanceof AppError) throw read;
  if (read.row === null) return null;
  return compileRecord(record)(read.row, { loaded: read.loaded, cursors });
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
