/** Reads multipart/form-data (RFC 7578) as it arrives: its JSON part into memory, blobs into the store. */
import type { IncomingMessage } from 'node:http';
import { Busboy } from '@fastify/busboy';
import type { BusboyInstance } from '@fastify/busboy';
import type { BlobStore } from '../data/blob-store.ts';
import { entityTooLarge, jsonParserError } from './api-errors.ts';
import type { BodyPart } from './message.ts';

export interface BlobFields {
  /** Takes what is too large for memory. */
  readonly blobs: BlobStore;
  /** Whether a field of this name, of whatever object, holds a blob. */
  isBlobField(name: string): boolean;
}

/** @param limit of the whole body, in bytes. */
export async function readMultipart(
  incoming: IncomingMessage,
  fields: BlobFields,
  limit: number,
): Promise<readonly BodyPart[]> {
  const contentType = incoming.headers['content-type'] ?? '';
  if (!/boundary=/i.test(contentType)) throw jsonParserError('Multipart message has no boundary');
  const parts: BodyPart[] = [];
  const parser = new Busboy({
    headers: { 'content-type': contentType },
    // A part that is no JSON is a blob, whether or not it has the name of a file; JSON is one where
    // it is called like a blob field.
    isPartAFile: (name, type) => !isJson(type ?? '') || fields.isBlobField(name ?? ''),
    limits: { fieldSize: limit },
  });
  parser.on('field', (name, value, _nameCut, _valueCut, _encoding, type) => {
    parts.push({ name, contentType: type, json: value, blob: null });
  });
  parser.on('file', (name, stream, _fileName, _encoding, type) => {
    const writer = fields.blobs.create('raw');
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
