/** Addresses of files: sealed by the gateway, for one viewer and one file, good for a few minutes. */

import * as z from 'zod';
import { AppError } from '../../common/errors.ts';
import type { FileRef } from '../../execution/file-urls.ts';
import { VIEWER_ROLES } from '../../policy/viewer.ts';
import type { Viewer } from '../../policy/viewer.ts';
import type { Envelope } from '../../store/envelope.ts';

export interface FileTicket {
  readonly file: FileRef;
  readonly viewer: Viewer;
  /** Name of the org. */
  readonly org: string;
}

export interface FileTickets {
  seal(ticket: FileTicket): string;
  /** @throws AppError UNAUTHENTICATED for a ticket that is not ours, was changed or has expired. */
  open(text: string): FileTicket;
}

const OWNER = 'file address';
const MAX_LENGTH = 4_096;

const text = z.string().nullable();
const content = z.strictObject({
  file: z.strictObject({ object: z.string(), field: z.string(), id: z.string() }),
  viewer: z.strictObject({
    role: z.enum(VIEWER_ROLES),
    site: text,
    subject: text,
    contactId: text,
  }),
  org: z.string(),
  until: z.number(),
});

/** @param now milliseconds since the epoch. */
export function createFileTickets(
  envelope: Envelope,
  lifeSeconds: number,
  now: () => number = Date.now,
): FileTickets {
  return {
    seal: ({ file, viewer, org }) => {
      const { role, site, subject, contactId } = viewer;
      const until = now() + lifeSeconds * 1_000;
      const sealed = JSON.stringify({
        file,
        viewer: { role, site, subject, contactId },
        org,
        until,
      });
      return Buffer.from(envelope.seal(sealed, OWNER)).toString('base64url');
    },
    open: (sealed) => {
      const ticket = read(envelope, sealed);
      if (ticket === null || ticket.until < now()) throw expired();
      return ticket;
    },
  };
}

// Private:

function read(envelope: Envelope, sealed: string) {
  if (sealed.length > MAX_LENGTH) return null;
  try {
    const bytes = Buffer.from(sealed, 'base64url');
    // Node skips what is outside the alphabet; only the exact text that was handed out is accepted.
    if (bytes.toString('base64url') !== sealed) return null;
    const opened = envelope.open(bytes.toString('utf8'), OWNER);
    return content.parse(JSON.parse(opened));
  } catch {
    return null;
  }
}

function expired(): AppError {
  return new AppError('UNAUTHENTICATED', 'The address of the file is no longer good.', {
    hint: 'Ask the graph for the record again: it answers with a new address.',
  });
}
