/** Whether a viewer may fetch the content of a record just now, and what the record says of it. */

import { accessTo } from '../../policy/object-access.ts';
import type { Policy, RowAccess } from '../../policy/policy.ts';
import type { Viewer } from '../../policy/viewer.ts';
import type { OrgModel } from '../../model/org-model.ts';
import { BARE_FRAME, SelectBuilder } from '../../plan/select-builder.ts';
import type { StatementRunner } from '../../salesforce/statement.ts';
import { compileSelect } from '../../soql/compile.ts';
import { allOf, equals, fieldOperand } from '../../soql/condition-builders.ts';
import { AppError } from '../../common/errors.ts';
import type { FileRef } from '../../execution/file-urls.ts';
import { endingOf, safeFileName } from './file-name.ts';
import { fileObject, type FileObject } from './file-objects.ts';

export interface FoundFile {
  /** Safe to put into a header. */
  readonly name: string;
  /** In lower case; empty where there is none. */
  readonly ending: string;
  /** Bytes; null where the record does not say. */
  readonly size: number | null;
}

/** What a viewer may do in one org, as far as files ask. */
export interface FileScope {
  readonly viewer: Viewer;
  readonly policy: Policy;
  readonly model: OrgModel;
  readonly statements: StatementRunner;
}

/** @throws AppError NOT_FOUND, for a hidden file as for a missing one. */
export async function findFile(scope: FileScope, file: FileRef): Promise<FoundFile> {
  const object = scope.model.objects.get(file.object);
  const access = accessTo(scope.policy, scope.viewer, file.object);
  if (
    object?.fields.get(file.field)?.type !== 'base64' ||
    access?.canReadField(file.field) !== true
  ) {
    throw noSuchRecord();
  }
  const kind = fileObject(file.object);
  const columns = columnsOf(kind).filter((name) => object.fields.has(name));
  const row = await readRow(scope, file.object, file.id, access.rows, columns);
  const isNamed = kind !== undefined && access.canReadField(kind.nameField);
  return describeFile(isNamed ? kind : undefined, kind?.sizeField, row);
}

/** @throws AppError NOT_FOUND where it is not one that the viewer may read. */
export async function requireRecord(scope: FileScope, object: string, id: string): Promise<void> {
  const access = accessTo(scope.policy, scope.viewer, object);
  if (access === null) throw noSuchRecord();
  await readRow(scope, object, id, access.rows, []);
}

export function noSuchRecord(): AppError {
  return new AppError('NOT_FOUND', 'There is no such record that you may read.', {
    hint: 'Check the id; the record may have been deleted.',
  });
}

// Private:

function columnsOf(kind: FileObject | undefined): readonly string[] {
  if (kind === undefined) return [];
  const { nameField, endingField, sizeField } = kind;
  return [nameField, ...(endingField === null ? [] : [endingField]), sizeField];
}

async function readRow(
  { statements }: FileScope,
  from: string,
  id: string,
  rows: RowAccess,
  columns: readonly string[],
): Promise<Readonly<Record<string, unknown>>> {
  if (rows.kind === 'none') throw noSuchRecord();
  const where = allOf([
    equals(fieldOperand('Id'), { type: 'id', value: id }),
    rows.kind === 'where' ? rows.condition : null,
  ]);
  const builder = new SelectBuilder(from, { ...BARE_FRAME, where, limit: 1 });
  for (const name of columns) builder.addField([name]);
  const page = await statements.query(compileSelect(builder.build()));
  const [row] = page.records;
  if (row === undefined) throw noSuchRecord();
  return row;
}

function describeFile(
  kind: FileObject | undefined,
  sizeField: string | undefined,
  row: Readonly<Record<string, unknown>>,
): FoundFile {
  const size = sizeField === undefined ? null : row[sizeField];
  const title = kind === undefined ? null : row[kind.nameField];
  const ending = kind?.endingField ? row[kind.endingField] : null;
  const stem = typeof title === 'string' ? title : '';
  const name = safeFileName(
    typeof ending === 'string' && ending !== '' ? `${stem}.${ending}` : stem,
  );
  return { name, ending: endingOf(name), size: typeof size === 'number' ? size : null };
}
