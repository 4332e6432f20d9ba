/** Large blobs as files of their own: a row holds a reference, and neither request nor answer holds the bytes. */
import {
  closeSync,
  createReadStream,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import type { TransformCallback } from 'node:stream';

/** Smaller ones stay in their rows. */
export const LARGE_BLOB_BYTES = 65_536;

type Encoding = 'raw' | 'base64';

const REFERENCE = /^blob:(raw|base64):([0-9a-f-]{36}):(\d+)$/;

/** Bytes of a stored base64 value, in the row or beside it. */
export function blobSize(stored: string): number {
  const size = REFERENCE.exec(stored)?.[3];
  return size === undefined ? Buffer.byteLength(stored, 'base64') : Number(size);
}

/** Bytes to answer with, read as they are sent. */
export class BlobContent {
  readonly size: number;
  readonly open: () => Readable;

  constructor(size: number, open: () => Readable) {
    this.size = size;
    this.open = open;
  }
}

export class BlobStore {
  #folder: string | null = null;
  readonly #files = new Set<string>();

  /** @param encoding of what will be written. */
  create(encoding: Encoding): BlobWriter {
    return new BlobWriter(encoding, () => this.#newFile());
  }

  #newFile(): { readonly id: string; readonly path: string } {
    if (this.#folder === null) {
      this.#folder = mkdtempSync(join(tmpdir(), 'local-org-blobs-'));
      process.once('exit', this.#removeFolder);
    }
    const id = randomUUID();
    this.#files.add(id);
    return { id, path: this.#pathOf(id) };
  }

  /** The content of a stored value. */
  open(stored: string): BlobContent {
    const [, encoding, id = ''] = REFERENCE.exec(stored) ?? [];
    if (!this.#files.has(id)) {
      const bytes = Buffer.from(stored, 'base64');
      return new BlobContent(bytes.length, () => Readable.from(bytes));
    }
    const path = this.#pathOf(id);
    return new BlobContent(blobSize(stored), () => {
      const file = createReadStream(path);
      return encoding === 'base64' ? file.pipe(new Base64Decoder()) : file;
    });
  }

  /** Forgets every blob. */
  clear(): void {
    process.off('exit', this.#removeFolder);
    this.#removeFolder();
    this.#files.clear();
  }

  readonly #removeFolder = (): void => {
    if (this.#folder !== null) rmSync(this.#folder, { recursive: true, force: true });
    this.#folder = null;
  };

  #pathOf(id: string): string {
    return join(this.#folder ?? '', id);
  }
}

/** Takes the bytes of one blob: into memory while they are few, then into a file, synchronously, so that the rest waits in the socket. */
export class BlobWriter {
  readonly #encoding: Encoding;
  readonly #newFile: () => { readonly id: string; readonly path: string };
  #held: Buffer[] = [];
  #file: { readonly id: string; readonly path: string; readonly handle: number } | null = null;
  #length = 0;
  #padding = 0;

  constructor(encoding: Encoding, newFile: () => { readonly id: string; readonly path: string }) {
    this.#encoding = encoding;
    this.#newFile = newFile;
  }

  write(bytes: Buffer): void {
    this.#length += bytes.length;
    // At most two, at the very end.
    for (const byte of bytes.subarray(-2)) if (byte === EQUALS) this.#padding += 1;
    if (this.#file !== null) {
      writeSync(this.#file.handle, bytes);
      return;
    }
    this.#held.push(Buffer.from(bytes));
    if (this.#length < LARGE_BLOB_BYTES) return;
    const { id, path } = this.#newFile();
    this.#file = { id, path, handle: openSync(path, 'w', 0o600) };
    for (const held of this.#held) writeSync(this.#file.handle, held);
    this.#held = [];
  }

  /** @returns what the row holds: the base64 text, or a reference to the file. */
  finish(): string {
    if (this.#file === null) {
      return Buffer.concat(this.#held).toString(this.#encoding === 'raw' ? 'base64' : 'latin1');
    }
    closeSync(this.#file.handle);
    const decoded = Math.floor(((this.#length - this.#padding) * 3) / 4);
    const size = this.#encoding === 'raw' ? this.#length : decoded;
    return `blob:${this.#encoding}:${this.#file.id}:${size}`;
  }

  /** What was written, for a value that turned out to be no blob. */
  takeBack(): Buffer {
    if (this.#file === null) return Buffer.concat(this.#held);
    closeSync(this.#file.handle);
    const bytes = readFileSync(this.#file.path);
    rmSync(this.#file.path, { force: true });
    return bytes;
  }
}

const EQUALS = 0x3d;

/** Four characters at a time; what is left over waits for the next chunk. */
class Base64Decoder extends Transform {
  #rest = '';

  override _transform(chunk: Buffer, _encoding: string, done: TransformCallback): void {
    const text = this.#rest + chunk.toString('latin1');
    const whole = text.length - (text.length % 4);
    this.#rest = text.slice(whole);
    done(null, Buffer.from(text.slice(0, whole), 'base64'));
  }

  override _flush(done: TransformCallback): void {
    done(null, Buffer.from(this.#rest, 'base64'));
  }
}
