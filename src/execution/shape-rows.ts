/** Rows → response objects: a shape is compiled once into functions, which then run over every row. */

import { AppError } from '../common/errors.ts';
import type {
  BareForm,
  ConnectionFieldShape,
  ConnectionShape,
  EdgeFieldShape,
  PageFieldShape,
  PageShape,
  RecordFieldShape,
  RecordShape,
  TargetShape,
} from '../plan/plan.ts';
import { convertValue } from './convert-value.ts';
import type { CursorCodec } from './cursor-codec.ts';
import type { FileUrls } from './file-urls.ts';
import { satisfies } from './evaluate-condition.ts';
import { readFigures } from './shape-figures.ts';
import type { ListRows, SideRows } from './run-list.ts';
import { cursorOf } from './row-cursor.ts';
import { idOf, parentOf, type Row } from './rows.ts';

export type ResponseObject = Record<string | typeof TYPE_NAME, unknown>;

/** GraphQL type of a record behind a union or an interface; JSON leaves it out. */
export const TYPE_NAME = Symbol('type name');

/** What a projection reads besides the row itself. */
export interface Projection {
  readonly loaded: ListRows;
  readonly cursors: CursorCodec;
  readonly files: FileUrls;
}

/** The one projector interface: a row of Salesforce in, a member of the response out (an object, but for a bare shape). */
export type RowProjector = (row: Row, projection: Projection) => unknown;

/** Rows of one page (and the parent they belong to) in, a connection of the response out (for a bare shape its value). */
export type PageProjector = (
  rows: readonly Row[],
  parent: Row | null,
  projection: Projection,
) => unknown;

type Put = (target: ResponseObject, row: Row, projection: Projection) => void;

export function compileRecord(shape: RecordShape): RowProjector {
  const template = templateOf(shape);
  const plain = shape.fields.filter((field) => isPlainColumn(field));
  const puts = shape.fields.filter((field) => !isPlainColumn(field)).map(compileField);
  const project = (row: Row, projection: Projection): ResponseObject => {
    const target = { ...template };
    for (const { key, column } of plain) target[key] = row[column] ?? null;
    for (const put of puts) put(target, row, projection);
    return target;
  };
  const [field] = shape.fields;
  if (shape.bare !== true || field === undefined) return project;
  return (row, projection) => project(row, projection)[field.key];
}

/** A list in whichever form it is answered. */
export function compileList(shape: ConnectionShape): PageProjector {
  return shape.bare === undefined ? compileConnection(shape) : compileBare(shape.bare, shape);
}

/** A list that is answered as a connection. */
export function compileConnection(
  shape: ConnectionShape,
): (...args: Parameters<PageProjector>) => ResponseObject {
  const members = shape.fields.map((field) => compileConnectionField(field, shape.page));
  return (rows, parent, projection) => {
    const page = cutPage(rows, shape.page);
    const target = emptyObject();
    for (const member of members) member(target, page, parent, projection);
    return target;
  };
}

// Private:

function compileBare(
  form: BareForm,
  { page: pageShape, fields: [field] }: ConnectionShape,
): PageProjector {
  if (field === undefined) throw new TypeError('A bare shape has a field.');
  const member = compileConnectionField(field, pageShape);
  return (rows, parent, projection) => {
    const page = cutPage(rows, pageShape);
    if (form === 'wholeList' && page.hasMore) throw tooManyRows(pageShape.size);
    const target = emptyObject();
    member(target, page, parent, projection);
    const value = target[field.key];
    return form === 'first' ? ((value as readonly unknown[])[0] ?? null) : value;
  };
}

/** What a list without LIMIT and without `first` answers in place of a part of its rows. */
export function tooManyRows(most: number): AppError {
  return new AppError('QUERY_TOO_EXPENSIVE', `More than ${most} rows match, which no list holds.`, {
    hint: 'Narrow the arguments; or declare the field with first: Int, a LIMIT, or a type with nodes and pageInfo.',
  });
}

/**
 * An object with every key in the order of the selection. Copying it gives each row's object all its room at once,
 * which is far cheaper than growing an empty one key by key.
 */
function templateOf(shape: RecordShape): ResponseObject {
  const template = emptyObject();
  if (shape.typeName !== null) template[TYPE_NAME] = shape.typeName;
  for (const field of shape.fields) template[field.key] = null;
  return template;
}

type PlainColumn = Extract<RecordFieldShape, { kind: 'column' }>;

/** A column whose value goes over as it is. */
function isPlainColumn(field: RecordFieldShape): field is PlainColumn {
  return field.kind === 'column' && field.conversion === 'none';
}

function emptyObject(): ResponseObject {
  return {} as ResponseObject;
}

function compileField(field: RecordFieldShape): Put {
  const { key } = field;
  switch (field.kind) {
    case 'typename': {
      const { name } = field;
      return (target) => void (target[key] = name);
    }
    case 'null':
      return (target) => void (target[key] = null);
    case 'column': {
      const { column, conversion } = field;
      return (target, row) => void (target[key] = convertValue(row[column], conversion));
    }
    case 'file': {
      const { object, field: blob } = field;
      return (target, row, { files }) => {
        const id = idOf(row);
        target[key] = id === null ? null : files.urlOf({ object, field: blob, id });
      };
    }
    case 'label': {
      const { column } = field;
      const labels = new Map(Object.entries(field.labels));
      const read = field.isList === true ? labelsOf : labelOf;
      return (target, row) => void (target[key] = read(row[column], labels));
    }
    case 'formatted': {
      const { alias, side } = field;
      return (target, row, projection) => {
        const holder = side === null ? row : rowInSide(row, sideOf(projection, side));
        target[key] = holder[alias] ?? null;
      };
    }
    case 'compound':
      return compileCompound(field);
    case 'parent':
      return compileParent(field);
    case 'children':
      return compileChildren(field);
  }
}

/** A value without an entry (inactive, or set through the API) is its own label. */
function labelOf(value: unknown, labels: ReadonlyMap<string, string>): unknown {
  return typeof value === 'string' ? (labels.get(value) ?? value) : null;
}

function labelsOf(values: unknown, labels: ReadonlyMap<string, string>): unknown {
  if (typeof values !== 'string') return null;
  return values.split(';').map((value) => labelOf(value, labels));
}

function compileCompound(field: Extract<RecordFieldShape, { kind: 'compound' }>): Put {
  const { key, column, parts } = field;
  return (target, row) => {
    const compound = parentOf(row, column);
    if (compound === null) {
      target[key] = null;
      return;
    }
    const value = emptyObject();
    for (const part of parts) {
      value[part.key] = part.kind === 'typename' ? part.name : (compound[part.part] ?? null);
    }
    target[key] = value;
  };
}

function compileParent(field: Extract<RecordFieldShape, { kind: 'parent' }>): Put {
  const { key, relationship, side } = field;
  const targets = new Map(
    Object.entries(field.targets).map(([name, target]) => [name, compileTarget(target)]),
  );
  const only = targets.get('*');
  return (target, row, projection) => {
    const holder = side === null ? row : rowInSide(row, sideOf(projection, side));
    const parent = parentOf(holder, relationship);
    const project = only ?? targets.get(parent?.attributes?.type ?? '');
    target[key] = parent === null || project === undefined ? null : project(parent, projection);
  };
}

function compileTarget(target: TargetShape): (parent: Row, projection: Projection) => unknown {
  const project = compileRecord(target.record);
  const { guard } = target;
  if (guard === null) return project;
  switch (guard.kind) {
    case 'row':
      return (parent, projection) =>
        satisfies(parent, guard.condition) ? project(parent, projection) : null;
    case 'side':
      return (parent, projection) =>
        sideOf(projection, guard.side).byId.has(idOf(parent) ?? '')
          ? project(parent, projection)
          : null;
  }
}

function compileChildren(field: Extract<RecordFieldShape, { kind: 'children' }>): Put {
  const { key, relationship, rows } = field;
  const project = compileList(field.connection);
  if (rows === null) {
    return (target, row, projection) => void (target[key] = project([], row, projection));
  }
  return (target, row, projection) => {
    const holder = rows.side === null ? row : rowInSide(row, sideOf(projection, rows.side));
    const children = projection.loaded.childrenOf(holder, relationship);
    target[key] = project(children, row, projection);
  };
}

function sideOf(projection: Projection, side: number): SideRows {
  const rows = projection.loaded.sides[side];
  if (rows === undefined) throw new Error(`The plan has no side ${side}.`);
  return rows;
}

/** The same record in another statement of the same moment; one that is gone there has changed in between. */
function rowInSide(row: Row, side: SideRows): Row {
  const found = side.byId.get(idOf(row) ?? '');
  if (found !== undefined) return found;
  throw new AppError('CONFLICT', 'A record changed while it was being read.', {
    hint: 'Ask again.',
  });
}

interface Page {
  /** In the order of the list. */
  readonly rows: readonly Row[];
  /** Whether there was a row more than asked for. */
  readonly hasMore: boolean;
}

function cutPage(rows: readonly Row[], shape: PageShape): Page {
  const cut = rows.length > shape.size ? rows.slice(0, shape.size) : rows;
  return {
    rows: shape.backward ? [...cut].reverse() : cut,
    hasMore: rows.length > shape.size,
  };
}

type PutMember = (
  target: ResponseObject,
  page: Page,
  parent: Row | null,
  projection: Projection,
) => void;

function compileConnectionField(field: ConnectionFieldShape, shape: PageShape): PutMember {
  const { key } = field;
  switch (field.kind) {
    case 'typename':
      return (target) => void (target[key] = field.name);
    case 'null':
      return (target) => void (target[key] = null);
    case 'nodes': {
      const project = compileRecord(field.record);
      return (target, page, _parent, projection) =>
        void (target[key] = page.rows.map((row) => project(row, projection)));
    }
    case 'edges': {
      const project = compileEdge(field.fields, shape);
      return (target, page, _parent, projection) =>
        void (target[key] = page.rows.map((row) => project(row, projection)));
    }
    case 'pageInfo':
      return (target, page, _parent, projection) =>
        void (target[key] = pageInfo(field.fields, shape, page, projection));
    case 'totalCount':
    case 'aggregate':
    case 'groups':
      return (target, _page, parent, projection) =>
        void (target[key] = readFigures(field, parent, projection.loaded));
  }
}

function compileEdge(fields: readonly EdgeFieldShape[], shape: PageShape): RowProjector {
  const puts = fields.map((field): Put => {
    const { key } = field;
    switch (field.kind) {
      case 'typename':
        return (target) => void (target[key] = field.name);
      case 'cursor':
        return (target, row, projection) =>
          void (target[key] = cursorOf(row, shape, projection.cursors));
      case 'node': {
        const project = compileRecord(field.record);
        return (target, row, projection) => void (target[key] = project(row, projection));
      }
    }
  });
  return (row, projection) => {
    const target = emptyObject();
    for (const put of puts) put(target, row, projection);
    return target;
  };
}

function pageInfo(
  fields: readonly PageFieldShape[],
  shape: PageShape,
  page: Page,
  projection: Projection,
): ResponseObject {
  const info = emptyObject();
  for (const field of fields) {
    info[field.key] =
      field.kind === 'typename' ? field.name : pagePart(field.part, shape, page, projection);
  }
  return info;
}

/** A page after a cursor has the cursor's own row before it, and one before a cursor has it after. */
function pagePart(
  part: Extract<PageFieldShape, { kind: 'part' }>['part'],
  shape: PageShape,
  page: Page,
  projection: Projection,
): unknown {
  switch (part) {
    case 'hasNextPage':
      return shape.backward ? shape.hasBefore : page.hasMore;
    case 'hasPreviousPage':
      return shape.backward ? page.hasMore : shape.hasAfter;
    case 'startCursor':
      return edgeCursor(page.rows[0], shape, projection);
    case 'endCursor':
      return edgeCursor(page.rows.at(-1), shape, projection);
  }
}

function edgeCursor(row: Row | undefined, shape: PageShape, projection: Projection): string | null {
  return row === undefined ? null : cursorOf(row, shape, projection.cursors);
}
