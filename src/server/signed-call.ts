/** Reading what a site signed and sent to the gateway itself, outside /graphql. */

import type { Request } from 'express';
import type * as z from 'zod';
import type { SiteClaims, SignedRequest } from '../auth/site-request.ts';
import { AppError } from '../common/errors.ts';
import type { SpentIdStore } from '../store/store.ts';

/** @throws AppError UNAUTHENTICATED */
export function bearerOf({ headers }: Request): string {
  const token = /^Bearer ([^\s]+)$/i.exec(headers.authorization ?? '')?.[1];
  if (token !== undefined) return token;
  throw new AppError('UNAUTHENTICATED', 'The request is not signed.', {
    hint: 'Send "Authorization: Bearer <token>" with the site’s signature.',
  });
}

/** What the signature is over; the body has to have been read raw. */
export function signedPart(request: Request): SignedRequest {
  return { method: request.method, target: request.originalUrl, body: bodyOf(request) };
}

/** Of calls that do something, a replay must not do it again. @throws AppError UNAUTHENTICATED */
export async function spendRequest(
  { site, requestId, expiresAt }: SiteClaims,
  spentIds: SpentIdStore,
): Promise<void> {
  if (await spentIds.spend(JSON.stringify([site.id, requestId]), expiresAt)) return;
  throw new AppError('UNAUTHENTICATED', 'This signed request was used before.', {
    hint: 'Sign every request anew, with a jti of its own.',
  });
}

/** @throws AppError BAD_USER_INPUT */
export function jsonOf(request: Request): unknown {
  try {
    return JSON.parse(bodyOf(request).toString('utf8')) as unknown;
  } catch {
    throw unusableBody();
  }
}

/** @throws AppError BAD_USER_INPUT */
export function readBodyAs<T>(shape: z.ZodType<T>, request: Request): T {
  const parsed = shape.safeParse(jsonOf(request));
  if (parsed.success) return parsed.data;
  throw unusableBody();
}

export function unusableBody(): AppError {
  return new AppError('BAD_USER_INPUT', 'The request’s body cannot be used.', {
    hint: 'Update the plugin; a return address has to be the site’s own.',
  });
}

/** @throws AppError BAD_USER_INPUT for a visitor. */
export function personOf({ site, subject }: SiteClaims): {
  readonly site: string;
  readonly subject: string;
} {
  if (subject !== null) return { site: site.id, subject };
  throw new AppError('BAD_USER_INPUT', 'Nobody is logged in at the site.', {
    hint: 'Log in to WordPress first.',
  });
}

// Private:

function bodyOf({ body }: Request): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}
