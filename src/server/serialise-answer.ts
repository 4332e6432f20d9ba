/** Answers as text or bytes: what execution has serialised already is put in its place, unread. */

import type { FormattedExecutionResult } from 'graphql';
import { JsonBytes } from '../execution/json-bytes.ts';

/**
 * Apollo's `stringifyResult`. Where the data holds bytes, the answer is a Buffer: Apollo hands on what it gets here
 * without looking at it, whatever its type says, and `bytesOfAnswer` takes it back.
 */
export function serialiseAnswer(result: FormattedExecutionResult): string {
  const { data } = result;
  if (!data || !Object.values(data).some((value) => value instanceof JsonBytes)) {
    return JSON.stringify(result);
  }
  return joinBytes(result, data) as unknown as string;
}

/** What `serialiseAnswer` made: bytes, or null where it is text. */
export function bytesOfAnswer(answer: unknown): Buffer | null {
  return Buffer.isBuffer(answer) ? answer : null;
}

function joinBytes(
  { errors, extensions }: FormattedExecutionResult,
  data: Readonly<Record<string, unknown>>,
): Buffer {
  const parts: Buffer[] = [];
  let text = errors === undefined ? '{"data":{' : `{"errors":${JSON.stringify(errors)},"data":{`;
  let separator = '';
  for (const [key, value] of Object.entries(data)) {
    text += `${separator}${JSON.stringify(key)}:`;
    separator = ',';
    if (value instanceof JsonBytes) {
      parts.push(Buffer.from(text), value.bytes);
      text = '';
    } else text += JSON.stringify(value ?? null);
  }
  text += extensions === undefined ? '}}' : `},"extensions":${JSON.stringify(extensions)}}`;
  parts.push(Buffer.from(text));
  return Buffer.concat(parts);
}
