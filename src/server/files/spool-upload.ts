/** Reads a multipart upload onto the disk, within its limits, hashing the request as it passes: memory stays flat. */

import { createHash, randomUUID } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Transform } from 'node:stream';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';
import type { BusboyInstance } from '@fastify/busboy';
import { AppError } from '../../common/errors.ts';
import { rejected } from './file-answer.ts';
import { FormSink } from './form-sink.ts';
import { HEAD_BYTES } from './file-types.ts';

export interface SpooledUpload {
  readonly path: string;
  readonly size: number;
  /** The first bytes. */
  readonly head: Buffer;
  /** As the client gave it. */
  readonly fileName: string;
  /** Fields beside the file. */
  readonly fields: ReadonlyMap<string, string>;
  /** base64url(SHA-256(METHOD LF PATH_WITH_QUERY LF body)), as a site signs it. */
  readonly requestHash: string;
  discard(): Promise<void>;
}

/** For the boundaries, the names and the few fields around the file. */
const OVERHEAD_BYTES = 64 * 1024;

/** @throws AppError FILE_REJECTED */
export async function spoolUpload(
  request: IncomingMessage,
  maxBytes: number,
): Promise<SpooledUpload> {
  const target = path.join(tmpdir(), `skybridge-upload-${randomUUID()}`);
  const discard = () => rm(target, { force: true });
  try {
    const spooled = await readParts(request, target, maxBytes);
    return { ...spooled, path: target, discard };
  } catch (error) {
    await discard();
    throw error;
  }
}

// Private:

interface ReadFile {
  readonly size: number;
  readonly head: Buffer;
  readonly fileName: string;
}

type Parts = ReadFile & Pick<SpooledUpload, 'fields' | 'requestHash'>;

async function readParts(
  request: IncomingMessage,
  target: string,
  maxBytes: number,
): Promise<Parts> {
  const hash = createHash('sha256').update(`${request.method}\n${request.url}\n`);
  const parser = openParser(request, maxBytes);
  const sink = new FormSink(parser);
  const fields = new Map<string, string>();
  const files: Promise<ReadFile>[] = [];
  const streams: Readable[] = [];
  const failures: Error[] = [];
  parser.on('field', (name, value, _nameTruncated, valueTruncated) => {
    if (valueTruncated) failures.push(rejected(`The field ${name} is too long.`, 'Shorten it.'));
    else fields.set(name, value);
  });
  parser.on('file', (_field, stream, fileName) => {
    const file = saveFile(stream, fileName, target, maxBytes);
    file.catch(() => sink.stop());
    streams.push(stream);
    files.push(file);
  });
  for (const limit of ['filesLimit', 'fieldsLimit', 'partsLimit'] as const) {
    parser.on(limit, () =>
      failures.push(rejected('The form has too many parts.', 'Send one file and its few fields.')),
    );
  }
  const total = { size: 0 };
  const metered = meter(request, hash, maxBytes + OVERHEAD_BYTES, total);
  await pipeline(request, metered, sink).catch((error: unknown) => {
    failures.push(asError(error));
    // The parser never ends a file whose sender went away.
    for (const stream of streams) stream.destroy(asError(error));
  });
  const [file] = await Promise.allSettled(files);
  if (total.size > maxBytes + OVERHEAD_BYTES) throw tooLarge(maxBytes);
  if (file?.status === 'rejected') throw asRejection(asError(file.reason));
  const [failure] = failures;
  if (failure !== undefined) throw asRejection(failure);
  if (file === undefined) {
    throw rejected('The form holds no file.', 'Send it as a part with a filename.');
  }
  if (file.value.size > maxBytes) throw tooLarge(maxBytes);
  return { ...file.value, fields, requestHash: hash.digest('base64url') };
}

function openParser(request: IncomingMessage, maxBytes: number): BusboyInstance {
  try {
    return new Busboy({
      headers: { ...request.headers, 'content-type': request.headers['content-type'] ?? '' },
      limits: {
        files: 1,
        fields: 8,
        parts: 9,
        fieldNameSize: 100,
        fieldSize: 1_024,
        // One more than allowed, so that a file of exactly the limit is not cut.
        fileSize: maxBytes + 1,
        headerPairs: 16,
      },
    });
  } catch (error) {
    throw asRejection(error instanceof Error ? error : new Error(String(error)));
  }
}

async function saveFile(
  stream: Readable,
  fileName: string,
  target: string,
  maxBytes: number,
): Promise<ReadFile> {
  let size = 0;
  let head: Buffer = Buffer.alloc(0);
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (head.length < HEAD_BYTES) {
        head = Buffer.concat([head, chunk.subarray(0, HEAD_BYTES - head.length)]);
      }
      // What is too much is let go, not failed: the sender gets to read the answer.
      done(null, size > maxBytes ? undefined : chunk);
    },
  });
  await pipeline(stream, count, createWriteStream(target, { mode: 0o600, flags: 'wx' }));
  return { size, head, fileName };
}

/** Hashes what passes; what is too much is let go, and a sender without an end is cut off. */
function meter(
  request: IncomingMessage,
  hash: Hash,
  maxBytes: number,
  total: { size: number },
): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      total.size += chunk.length;
      hash.update(chunk);
      if (total.size > 2 * maxBytes) request.destroy();
      done(null, total.size > maxBytes ? undefined : chunk);
    },
  });
}

function tooLarge(maxBytes: number): Error {
  const megabytes = Math.floor(maxBytes / (1024 * 1024));
  return rejected(
    `The file is larger than ${megabytes} MB.`,
    'Send a smaller file, or ask the gateway’s operator to raise files.maxMegabytes.',
  );
}

function asRejection(error: Error): Error {
  // What the disk refused is no fault of the form.
  if (error instanceof AppError || 'syscall' in error) return error;
  return rejected('The form cannot be read.', 'Send multipart/form-data with one file.');
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
