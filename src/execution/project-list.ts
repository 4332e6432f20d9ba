/** The one projector of a planned list: rows → the value of the response, as bytes where that is possible. */

import type { ListPlan } from '../plan/plan.ts';
import type { QueryPage } from '../salesforce/statement.ts';
import { unreadBytesOf } from '../salesforce/unread-page.ts';
import { ByteWriter } from './byte-writer.ts';
import type { CursorCodec } from './cursor-codec.ts';
import { JsonBytes } from './json-bytes.ts';
import { UnexpectedBytes } from './json-scan.ts';
import { compilePageBytes } from './page-bytes.ts';
import type { PageWriter } from './record-bytes.ts';
import { compileList, type PageProjector } from './shape-rows.ts';

/** Both ways of answering a list; they give the same JSON. */
export interface ListProjector {
  /** Rows as objects, and what other statements brought. */
  readonly project: PageProjector;
  /** Null where the list's own rows are not all that its answer needs. */
  readonly bytes: BytesProjector | null;
}

/** @returns null for a page that was read before, or is not written as expected: `project` answers it. */
export type BytesProjector = (page: QueryPage, cursors: CursorCodec) => JsonBytes | null;

const projectors = new WeakMap<ListPlan, ListProjector>();

/** Compiled once for each plan. */
export function projectorOf(list: ListPlan): ListProjector {
  let projector = projectors.get(list);
  if (projector === undefined) {
    const writer = list.sides.length === 0 ? compilePageBytes(list.shape) : null;
    projector = {
      project: compileList(list.shape),
      bytes: writer === null ? null : (page, cursors) => writePage(writer, page, cursors),
    };
    projectors.set(list, projector);
  }
  return projector;
}

// Private:

/** One for all: a page is written without a pause. */
const out = new ByteWriter();

function writePage(writer: PageWriter, page: QueryPage, cursors: CursorCodec): JsonBytes | null {
  const source = unreadBytesOf(page);
  if (source === null) return null;
  out.reset();
  try {
    const end = writer.write({ source, out, cursors }, 0);
    return end === source.length ? new JsonBytes(out.take()) : null;
  } catch (error) {
    if (error instanceof UnexpectedBytes) return null;
    throw error;
  }
}
