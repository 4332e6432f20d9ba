/** The fields of one record in a request body: a JSON object, or a multipart body with a blob beside it. */
import type { RecordValues } from '../data/records.ts';
import { jsonParserError } from '../http/api-errors.ts';
import { isObject, jsonObject } from '../http/message.ts';
import type { ApiRequest } from '../http/message.ts';
import { parseJson } from '../http/json-body.ts';
import { parseMultipart } from '../http/multipart.ts';

export function readRecordBody(request: ApiRequest): RecordValues {
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('multipart/form-data')) return multipartFields(type, request.body.bytes);
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
function multipartFields(type: string, bytes: Buffer): RecordValues {
  const parts = parseMultipart(type, bytes);
  const entity = parts.find((part) => part.contentType.startsWith('application/json'));
  if (entity === undefined)
    throw jsonParserError('Multipart message must include a non-binary part');
  const fields = parseJson(entity.bytes.toString('utf8'));
  if (!isObject(fields)) throw jsonParserError('The entity part must be a JSON object');
  const blobs = parts
    .filter((part) => part !== entity)
    .map((part) => [part.name, part.bytes.toString('base64')] as const);
  return { ...withoutAttributes(toRecordValues(fields)), ...Object.fromEntries(blobs) };
}
