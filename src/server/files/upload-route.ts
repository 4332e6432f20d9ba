/** `POST /files`: takes one file by multipart and attaches it to a record that the sender may read. */

import { randomUUID } from 'node:crypto';
import { Router } from 'express';
import type { Request, Response } from 'express';
import { actorOf } from '../../auth/audit.ts';
import { AppError } from '../../common/errors.ts';
import { requestKey } from '../../execution/request-key.ts';
import { forgetResults } from '../../execution/forget-results.ts';
import { outcomeUnknown } from '../../execution/write-failure.ts';
import { writeAccessTo } from '../../policy/write-access.ts';
import { OutcomeUnknownError } from '../../salesforce/outcome-unknown.ts';
import { isRecordId } from '../../soql/value-to-text.ts';
import { answerFailure, rejected } from './file-answer.ts';
import { endingOf, safeFileName } from './file-name.ts';
import { fileObject, type FileObject } from './file-objects.ts';
import { contentTypeOf, FILE_TYPES } from './file-types.ts';
import { noSuchRecord, requireRecord } from './find-file.ts';
import { openScope, type FileRoutesOptions, type OpenedScope } from './open-scope.ts';
import { spendSignature } from '../spend-signature.ts';
import { sendContent } from './send-content.ts';
import { spoolUpload, type SpooledUpload } from './spool-upload.ts';

/** Uploads on the disk at once: each may take as much room as a file may have. */
const UPLOADS_AT_ONCE = 8;

export function createUploadRoute(options: FileRoutesOptions): Router {
  let running = 0;
  return Router().post('/files', (request, response) => {
    if (running >= UPLOADS_AT_ONCE) {
      request.resume();
      answerFailure(response, tooMany(), options.log);
      return;
    }
    running += 1;
    upload(request, response, options)
      .catch(async (error: unknown) => {
        answerFailure(response, error, options.log);
        const { authorization } = request.headers;
        await options.refusals.record(error, { authorization, route: '/files' });
      })
      .finally(() => (running -= 1));
  });
}

// Private:

interface Upload {
  readonly scope: OpenedScope;
  readonly kind: FileObject;
  readonly recordId: string;
  readonly fileName: string;
  readonly requestId: string;
  readonly spooled: SpooledUpload;
}

async function upload(
  request: Request,
  response: Response,
  options: FileRoutesOptions,
): Promise<void> {
  const { authorization } = request.headers;
  // Nothing is written to the disk for somebody who does not even claim to be anybody.
  if (authorization === undefined) throw await anonymous(request, options);
  const spooled = await spoolUpload(request, options.limits.maxBytes);
  try {
    const authenticated = await options.authenticate(authorization, {
      method: request.method,
      target: request.originalUrl,
      hash: spooled.requestHash,
    });
    const scope = await openScope(options, authenticated.org, authenticated);
    await spendSignature(options.spentIds, authenticated.signature);
    await attachAndAnswer(readUpload(scope, spooled, options), response, options);
  } finally {
    await spooled.discard();
  }
}

async function attachAndAnswer(
  upload: Upload,
  response: Response,
  { ledger, audit, cache }: FileRoutesOptions,
): Promise<void> {
  const { scope, kind, recordId, requestId } = upload;
  const event = { actor: actorOf(scope.viewer), action: 'create' as const, org: scope.orgName };
  const target = `${kind.name} of ${recordId}`;
  try {
    await requireRecord(scope, objectOf(scope, recordId), recordId);
    const what = `upload ${kind.name} ${recordId}`;
    const key = requestKey(scope.orgId, scope.viewer, what, [requestId]);
    const entry = await ledger.begin(key);
    if (entry.kind === 'open') throw outcomeUnknown(requestId);
    const id = entry.kind === 'done' ? (entry.ids[0] ?? '') : await attach(upload, key, ledger);
    const objects = [kind.name, 'ContentDocumentLink'];
    forgetResults(cache, { org: scope.orgName, model: scope.model, objects });
    await audit.record({ ...event, target });
    response.status(entry.kind === 'done' ? 200 : 201).json(receiptOf(upload, id, entry.kind));
  } catch (error) {
    await audit.record({ ...event, target, refusedBy: error });
    throw error;
  }
}

async function attach(
  { scope, kind, recordId, fileName, requestId, spooled }: Upload,
  key: string,
  ledger: FileRoutesOptions['ledger'],
): Promise<string> {
  const contentType = contentTypeOf(endingOf(fileName));
  const values = { ...kind.describe(fileName, contentType), [kind.parent]: recordId };
  try {
    const id = await sendContent(scope, kind, { ...spooled, values, contentType });
    await ledger.done(key, [id]);
    return id;
  } catch (error) {
    if (error instanceof OutcomeUnknownError) throw outcomeUnknown(requestId, error);
    await ledger.failed(key);
    throw error;
  }
}

function receiptOf({ kind, fileName, requestId, spooled }: Upload, id: string, state: string) {
  return {
    receipt: {
      id,
      object: kind.name,
      time: new Date().toISOString(),
      created: state !== 'done',
      requestId,
    },
    file: { name: fileName, size: spooled.size, contentType: contentTypeOf(endingOf(fileName)) },
  };
}

/** @throws AppError FILE_REJECTED, FORBIDDEN, BAD_USER_INPUT */
function readUpload(
  scope: OpenedScope,
  spooled: SpooledUpload,
  { limits }: FileRoutesOptions,
): Upload {
  const { fields } = spooled;
  const kind = fileObject(fields.get('object') ?? 'ContentVersion');
  if (kind === undefined) throw badField('object', 'Send ContentVersion or Attachment.');
  const recordId = fields.get('recordId') ?? '';
  if (!isRecordId(recordId)) throw badField('recordId', 'Send the id of the record to attach to.');
  requireUploads(scope, kind);
  const fileName = safeFileName(spooled.fileName);
  checkContent(endingOf(fileName), spooled, limits.types);
  const requestId = fields.get('requestId') ?? '';
  return {
    scope,
    kind,
    recordId,
    fileName,
    requestId: requestId === '' ? randomUUID() : requestId,
    spooled,
  };
}

/** The policy speaks of the content and of what it is attached to as of any other fields. */
function requireUploads({ policy, viewer }: OpenedScope, kind: FileObject): void {
  const access = writeAccessTo(policy, viewer, kind.name, 'create');
  const isOpen = [kind.blob, kind.parent].every((name) => access?.canWriteField(name) === true);
  if (isOpen) return;
  throw new AppError('FORBIDDEN', `You may not bring files as ${kind.name}.`, {
    hint: `The gateway's policy must give your role create of ${kind.name} with ${kind.blob} and ${kind.parent} among its fields.`,
  });
}

function checkContent(
  ending: string,
  { head, size }: SpooledUpload,
  allowed: ReadonlySet<string>,
): void {
  if (size === 0) throw rejected('The file is empty.', 'Send a file with content.');
  const type = Object.hasOwn(FILE_TYPES, ending) ? FILE_TYPES[ending] : undefined;
  if (type === undefined || !allowed.has(ending)) {
    throw rejected('Files of this kind are not taken.', `Send one of: ${[...allowed].join(', ')}.`);
  }
  if (!type.begins(head)) {
    throw rejected('The content is not what the name says.', 'Send the file with its own ending.');
  }
}

function objectOf({ model }: OpenedScope, id: string): string {
  const object = [...model.objects.values()].find(
    ({ keyPrefix }) => keyPrefix !== null && id.startsWith(keyPrefix),
  );
  if (object === undefined) throw noSuchRecord();
  return object.name;
}

function badField(name: string, hint: string): AppError {
  return new AppError('BAD_USER_INPUT', `The field ${name} of the form is missing or wrong.`, {
    hint,
  });
}

async function anonymous(request: Request, { authenticate }: FileRoutesOptions): Promise<AppError> {
  request.resume();
  await authenticate(undefined, { method: request.method, target: request.originalUrl, hash: '' });
  return new AppError('UNAUTHENTICATED', 'A file is taken only with a credential.', {
    hint: 'Send "Authorization: Bearer <token>": a developer token or a site’s signature.',
  });
}

function tooMany(): AppError {
  return new AppError('RATE_LIMITED', 'Too many files are being brought at once.', {
    hint: 'Try again in a moment.',
    retryAfter: 5,
  });
}
