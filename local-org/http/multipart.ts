/** Reads multipart/form-data (RFC 7578) as it arrives: its JSON part into memory, blobs into the store. */
import type { IncomingMessage } from 'node:http';
import { Busboy } from '@fastify/busboy';
import type { BusboyInstance } from '@fastify/busboy';
import type { BlobStore } from '../data/blob-store.ts';
import { entityTooLarge, jsonParserError } from './api-errors.ts';
import type { BodyPart } from './message.ts';

/** @param limit of the whole body, in bytes. */
export async function readMultipart(
  incoming: IncomingMessage,
  blobs: BlobStore,
  limit: number,
): Promise<readonly BodyPart[]> {
  const contentType = incoming.headers['content-type'] ?? '';
  if (!/boundary=/i.test(contentType)) throw jsonParserError('Multipart message has no boundary');
  const parts: BodyPart[] = [];
  const parser = new Busboy({
    headers: { 'content-type': contentType },
    // Whatever is no JSON is a blob, whether or not it has the name of a file.
    isPartAFile: (_name, type) => !isJson(type ?? ''),
    limits: { fieldSize: limit },
  });
  parser.on('field', (name, value, _nameCut, _valueCut, _encoding, type) => {
    parts.push({ name, contentType: type, json: value, blob: null });
  });
  parser.on('file', (name, stream, _fileName, _encoding, type) => {
    const writer = blobs.create('raw');
    stream.on('data', (chunk: Buffer) => {
      writer.write(chunk);
    });
    stream.on('end', () => {
      parts.push({ name, contentType: type, json: null, blob: writer.finish() });
    });
  });
  await pump(incoming, parser, limit);
  return parts;
}

const isJson = (type: string): boolean => type.startsWith('application/json');

function pump(incoming: IncomingMessage, parser: BusboyInstance, limit: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let size = 0;
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) reject(entityTooLarge());
    });
    parser.once('finish', resolve);
    parser.once('error', (error: Error) => {
      reject(jsonParserError(error.message));
    });
    incoming.once('aborted', () => {
      reject(jsonParserError('The request was cut off'));
    });
    incoming.pipe(parser);
  });
}
