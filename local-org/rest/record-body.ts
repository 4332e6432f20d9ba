/** The fields of one record in a request body: a JSON object, or a multipart body with a blob beside it. */
import type { RecordValues } from '../data/records.ts';
import { jsonParserError } from '../http/api-errors.ts';
import { isObject, jsonObject } from '../http/message.ts';
import type { ApiRequest, BodyPart } from '../http/message.ts';
import { parseJson } from '../http/json-body.ts';

export function readRecordBody(request: ApiRequest): RecordValues {
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('multipart/form-data')) return multipartFields(request.body.parts);
  return withoutAttributes(toRecordValues(jsonObject(request.body)));
}

/** What came out of a JSON parser is JSON. */
export const toRecordValues = (parsed: Readonly<Record<string, unknown>>): RecordValues =>
  parsed as RecordValues;

/** `attributes` is metadata of the JSON form, not a field. */
export function withoutAttributes(record: RecordValues): RecordValues {
  const { attributes: _attributes, ...fields } = record;
  return fields;
}

/** One part is the record's JSON; each other part fills the base64 field that it is named after. */
function multipartFields(parts: readonly BodyPart[]): RecordValues {
  const text = parts.find(({ json }) => json !== null)?.json ?? null;
  if (text === null) throw jsonParserError('Multipart message must include a non-binary part');
  const fields = parseJson(text);
  if (!isObject(fields)) throw jsonParserError('The entity part must be a JSON object');
  const blobs = parts.flatMap(({ name, blob }) => (blob === null ? [] : [[name, blob] as const]));
  return { ...withoutAttributes(toRecordValues(fields)), ...Object.fromEntries(blobs) };
}
