/** `GET /files/<ticket>`: the content of a file, flowing from Salesforce to the reader, whole or one range of it. */

import { pipeline } from 'node:stream/promises';
import { Router } from 'express';
import type { Request, Response } from 'express';
import type { StreamedAnswer } from '../../salesforce/stream-call.ts';
import { parseRange, type ByteRange } from './byte-range.ts';
import { answerFailure, rejected } from './file-answer.ts';
import { attachmentHeader } from './file-name.ts';
import type { FileTicket } from './file-tickets.ts';
import { contentTypeOf } from './file-types.ts';
import { findFile, type FoundFile } from './find-file.ts';
import { openScope, type FileRoutesOptions, type OpenedScope } from './open-scope.ts';
import { sliceOf } from './slice.ts';

export function createDownloadRoute(options: FileRoutesOptions): Router {
  return Router().get('/files/:ticket', (request, response) => {
    download(request, response, options).catch((error: unknown) =>
      answerFailure(response, error, options.log),
    );
  });
}

// Private:

async function download(
  request: Request<{ ticket: string }>,
  response: Response,
  options: FileRoutesOptions,
): Promise<void> {
  const ticket = options.tickets.open(request.params.ticket);
  const scope = await openScope(options, ticket.org, { viewer: ticket.viewer, vouchedFor: true });
  const file = await findFile(scope, ticket.file);
  refuseLarge(file.size, options.limits.maxBytes);
  const range = file.size === null ? null : parseRange(request.headers.range, file.size);
  response.set(headersOf(file));
  if (range === 'unsatisfiable') {
    response.status(416).set('content-range', `bytes */${file.size}`).end();
    return;
  }
  if (request.method === 'HEAD') {
    if (file.size !== null) response.set('content-length', String(file.size));
    response.end();
    return;
  }
  await send(
    await fetchContent(scope, ticket, range),
    file,
    range,
    response,
    options.limits.maxBytes,
  );
}

async function fetchContent(
  { client, apiVersion }: OpenedScope,
  { file }: FileTicket,
  range: ByteRange | null,
): Promise<StreamedAnswer> {
  const path = `/services/data/v${apiVersion}/sobjects/${file.object}/${file.id}/${file.field}`;
  return await client.stream(
    {
      method: 'GET',
      path,
      headers: {
        'accept-encoding': 'identity',
        ...(range === null ? {} : { range: `bytes=${range.first}-${range.last}` }),
      },
    },
    { apiCalls: 0 },
  );
}

async function send(
  content: StreamedAnswer,
  file: FoundFile,
  range: ByteRange | null,
  response: Response,
  maxBytes: number,
): Promise<void> {
  const length = lengthOf(content, file, range);
  if (length !== null) response.set('content-length', String(length));
  if (range === null) {
    await pipeline(content.body, sliceOf({ skip: 0, length: length ?? maxBytes }), response);
    return;
  }
  response.status(206).set('content-range', `bytes ${range.first}-${range.last}/${file.size}`);
  // Salesforce need not know ranges: then the whole comes, and all but the range is let go.
  const skip = content.status === 206 ? 0 : range.first;
  await pipeline(content.body, sliceOf({ skip, length: range.last - range.first + 1 }), response);
}

/** What Salesforce announces counts before what the record says. */
function lengthOf(
  { headers, status }: StreamedAnswer,
  { size }: FoundFile,
  range: ByteRange | null,
): number | null {
  if (range !== null) return range.last - range.first + 1;
  const announced = Number(headers['content-length']);
  return status === 200 && Number.isSafeInteger(announced) ? announced : size;
}

function headersOf(file: FoundFile): Readonly<Record<string, string>> {
  return {
    'content-type': contentTypeOf(file.ending),
    'content-disposition': attachmentHeader(file.name),
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
    'referrer-policy': 'no-referrer',
    'cache-control': 'private, no-store',
    ...(file.size === null ? {} : { 'accept-ranges': 'bytes' }),
  };
}

function refuseLarge(size: number | null, maxBytes: number): void {
  if (size === null || size <= maxBytes) return;
  throw rejected(
    'The file is larger than this gateway hands out.',
    `Ask the gateway’s operator to raise files.maxMegabytes, or open the file in Salesforce.`,
  );
}
