/** Sends a spooled file to Salesforce as one multipart call: the record's fields, then the bytes from the disk. */

import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { malformedAnswer } from '../../salesforce/api-error.ts';
import { OutcomeUnknownError } from '../../salesforce/outcome-unknown.ts';
import type { WriteValues } from '../../plan/mutation-plan.ts';
import type { FileObject } from './file-objects.ts';
import type { OpenedScope } from './open-scope.ts';

export interface Content {
  /** On the disk. */
  readonly path: string;
  readonly size: number;
  readonly contentType: string;
  readonly values: WriteValues;
}

/**
 * @returns the id of the new record.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/dome_sobject_insert_update_blob.htm
 */
export async function sendContent(
  { client, apiVersion }: Pick<OpenedScope, 'client' | 'apiVersion'>,
  kind: FileObject,
  content: Content,
): Promise<string> {
  const boundary = `skybridge-${randomBytes(16).toString('hex')}`;
  const head = headOf(boundary, kind, content);
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  const answer = await client.stream(
    {
      method: 'POST',
      path: `/services/data/v${apiVersion}/sobjects/${kind.name}`,
      headers: {
        accept: 'application/json',
        'content-type': `multipart/form-data; boundary="${boundary}"`,
        'content-length': String(head.length + content.size + tail.length),
      },
      body: () => Readable.from(parts(head, content.path, tail)),
    },
    { apiCalls: 0 },
  );
  return await readId(answer.body);
}

// Private:

/** The client's own name stands in the JSON only: a header of ours holds nothing that a stranger wrote. */
function headOf(boundary: string, { blob, name }: FileObject, content: Content): Buffer {
  return Buffer.from(
    [
      `--${boundary}`,
      `Content-Disposition: form-data; name="entity_${name.toLowerCase()}";`,
      'Content-Type: application/json',
      '',
      JSON.stringify(content.values),
      `--${boundary}`,
      `Content-Disposition: form-data; name="${blob}"; filename="upload"`,
      `Content-Type: ${content.contentType.split(';')[0]}`,
      '',
      '',
    ].join('\r\n'),
  );
}

async function* parts(head: Buffer, path: string, tail: Buffer): AsyncGenerator<Buffer> {
  yield head;
  for await (const chunk of createReadStream(path)) yield chunk as Buffer;
  yield tail;
}

async function readId(body: Readable): Promise<string> {
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of body as AsyncIterable<Buffer>) chunks.push(chunk);
    const { id } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { readonly id?: unknown };
    if (typeof id === 'string') return id;
  } catch {
    // Told below: that the answer broke off says nothing about the file.
  }
  throw new OutcomeUnknownError(malformedAnswer('an upload was answered without an id'));
}
