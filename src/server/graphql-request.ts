/** Checks that an HTTP request is a well-formed GraphQL request before anything looks at what it asks. */

import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';

export interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly hint: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export type ParsedBody =
  | { readonly kind: 'parsed'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export const MAX_BODY_BYTES = 1024 * 1024;

export const TOO_LARGE: Refusal = {
  status: 413,
  message: `The request body is larger than ${MAX_BODY_BYTES} bytes.`,
  hint: 'Send a shorter operation, or split its variables over several requests.',
};

/** What the headers alone are enough to refuse; null where the request may go on. */
export function refusalByHeaders(request: IncomingMessage): Refusal | null {
  if (request.method !== 'POST' && request.method !== 'GET') {
    return {
      status: 405,
      message: 'Only GET and POST are answered here.',
      hint: 'Send the operation by POST.',
      headers: { allow: 'GET, POST, OPTIONS' },
    };
  }
  if (request.method === 'GET') return null;
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') {
    return {
      status: 415,
      message: 'Compressed request bodies are not accepted.',
      hint: 'Send the body without Content-Encoding.',
    };
  }
  if (!isJsonUtf8(request.headers['content-type'])) {
    return {
      status: 415,
      message: 'The Content-Type must be application/json in UTF-8.',
      hint: 'Send "Content-Type: application/json" and {"query": "..."} as the body.',
    };
  }
  return null;
}

export function parseJsonBody(body: Buffer): ParsedBody {
  if (!isUtf8(body)) return refused('The request body is not valid UTF-8.');
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    return refused('The request body is not valid JSON.');
  }
  if (Array.isArray(value)) {
    return refused(
      'Batched requests are not accepted.',
      'Send one operation; it may hold many fields.',
    );
  }
  if (typeof value !== 'object' || value === null) {
    return refused('The request body must be a JSON object.');
  }
  return { kind: 'parsed', value };
}

function refused(
  message: string,
  hint = 'Send {"query": "...", "variables": {...}} as the body.',
): ParsedBody {
  return { kind: 'refused', refusal: { status: 400, message, hint } };
}

function isJsonUtf8(contentType: string | undefined): boolean {
  if (contentType === undefined) return false;
  const [essence = '', ...parameters] = contentType.split(';');
  if (essence.trim().toLowerCase() !== 'application/json') return false;
  return parameters.every((parameter) => {
    const [name = '', value = ''] = parameter.split('=');
    if (name.trim().toLowerCase() !== 'charset') return true;
    return value.trim().replaceAll('"', '').toLowerCase() === 'utf-8';
  });
}
