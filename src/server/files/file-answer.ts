/** How the file routes answer what they refuse: as the graph does, with a status of http's own. */

import type { Response } from 'express';
import { AppError } from '../../common/errors.ts';
import type { Log } from '../../common/log.ts';
import { formatFailure } from '../format-error.ts';
import { statusOf } from '../http-status.ts';

export function answerFailure(response: Response, error: unknown, log: Log): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  // What was announced for the content is not true of the refusal.
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  response
    .status(statusOfFile(error))
    .set({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    .json({ errors: [formatFailure(error, log)] });
}

export function rejected(message: string, hint: string): AppError {
  return new AppError('FILE_REJECTED', message, { hint });
}

// Private:

function statusOfFile(error: unknown): number {
  if (!(error instanceof AppError)) return 500;
  switch (error.code) {
    case 'NOT_FOUND':
      return 404;
    case 'FILE_REJECTED':
    case 'VALIDATION_FAILED':
    case 'DUPLICATE_RECORD':
      return 422;
    default:
      return statusOf(error);
  }
}
