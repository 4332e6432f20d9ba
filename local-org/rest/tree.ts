/** `POST /composite/tree/{Type}`: parents with their children inside them, all or nothing. */
import type { RecordValues } from '../data/records.ts';
import { SalesforceError } from '../errors.ts';
import type { CatalogObject } from '../data/catalog.ts';
import { invalidInput, jsonParserError } from '../http/api-errors.ts';
import { isObject, json, jsonObject } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import type { DataCall } from '../platform.ts';
import { toRecordValues } from './record-body.ts';
import { requireObject } from './rows-query.ts';
import { saveError } from './save-result.ts';
import type { SaveError } from './save-result.ts';
import { keptOnlyIf } from './transaction.ts';
import { insertRecord } from './record-writes.ts';

const MAX_RECORDS = 200;
const MAX_DEPTH = 5;
const MAX_TYPES = 5;

interface Node {
  readonly object: CatalogObject;
  readonly referenceId: string;
  readonly fields: RecordValues;
  /** Index of the parent node and the field that points to it; null at the root. */
  readonly parent: { readonly index: number; readonly fieldName: string } | null;
}

interface NodeResult {
  readonly referenceId: string;
  readonly id?: string;
  readonly errors?: readonly SaveError[];
}

export function tree(call: DataCall): ApiResponse {
  const nodes = readTree(call);
  const ids: string[] = [];
  const results = keptOnlyIf(
    call.platform.org,
    (done) => !done.some(hasErrors),
    () => nodes.map((node) => insertNode(call, node, ids)),
  );
  const failed = results.filter(hasErrors);
  // Recorded by the docs: a failed tree reports only the records that failed.
  return failed.length > 0
    ? json(400, { hasErrors: true, results: failed })
    : json(201, { hasErrors: false, results });
}

function insertNode(call: DataCall, node: Node, ids: string[]): NodeResult {
  const { object, referenceId, parent, fields } = node;
  const link = parent === null ? {} : { [parent.fieldName]: ids[parent.index] ?? null };
  try {
    const id = insertRecord(call, object, { ...fields, ...link });
    ids.push(id);
    return { referenceId, id };
  } catch (error) {
    if (!(error instanceof SalesforceError)) throw error;
    ids.push('');
    return { referenceId, errors: [saveError(error)] };
  }
}

/** Breadth first: the order in which Salesforce inserts and reports. */
function readTree(call: DataCall): readonly Node[] {
  const root = requireObject(call, call.params['object'] ?? '');
  const nodes: Node[] = [];
  let level = readRecords(jsonObject(call.request.body), root, null);
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH)
      throw invalidInput(`A tree can’t be more than ${MAX_DEPTH} levels deep.`);
    const children: PendingNode[] = [];
    for (const pending of level) {
      const index = nodes.length;
      nodes.push(toNode(pending));
      children.push(...childNodes(call, pending, index));
    }
    level = children;
  }
  checkTree(nodes);
  return nodes;
}

interface PendingNode {
  readonly object: CatalogObject;
  readonly record: Readonly<Record<string, unknown>>;
  readonly parent: Node['parent'];
}

function readRecords(
  source: Readonly<Record<string, unknown>>,
  object: CatalogObject,
  parent: Node['parent'],
): PendingNode[] {
  const records = source['records'];
  if (!Array.isArray(records)) throw jsonParserError('A tree must hold a list of records');
  return records.map((record: unknown) => {
    if (!isObject(record)) throw jsonParserError('Every entry of records must be a JSON object');
    return { object, record, parent };
  });
}

function childNodes(call: DataCall, pending: PendingNode, index: number): PendingNode[] {
  const { catalog } = call.platform.org;
  return Object.entries(pending.record).flatMap(([name, value]) => {
    if (name === 'attributes' || !isObject(value) || !('records' in value)) return [];
    const relationship = catalog
      .childRelationships(pending.object.name)
      .find((child) => child.relationshipName?.toLowerCase() === name.toLowerCase());
    if (relationship === undefined) throw invalidInput(`No such relationship: ${name}`);
    const child = requireObject(call, relationship.childObject);
    return readRecords(value, child, { index, fieldName: relationship.field.name });
  });
}

function toNode({ object, record, parent }: PendingNode): Node {
  const attributes = record['attributes'];
  const type = isObject(attributes) ? attributes['type'] : undefined;
  const referenceId = isObject(attributes) ? attributes['referenceId'] : undefined;
  if (typeof type !== 'string' || typeof referenceId !== 'string') {
    throw invalidInput('Include a type and a referenceId in the attributes of every record.');
  }
  if (type.toLowerCase() !== object.name.toLowerCase()) {
    throw invalidInput(`The type ${type} does not match ${object.name}.`);
  }
  const fields = Object.entries(record).filter(
    ([name, value]) => name !== 'attributes' && !(isObject(value) && 'records' in value),
  );
  return { object, referenceId, parent, fields: toRecordValues(Object.fromEntries(fields)) };
}

function checkTree(nodes: readonly Node[]): void {
  if (nodes.length > MAX_RECORDS)
    throw invalidInput(`A tree can’t hold more than ${MAX_RECORDS} records.`);
  if (new Set(nodes.map(({ object }) => object.name)).size > MAX_TYPES) {
    throw invalidInput(`A tree can’t hold more than ${MAX_TYPES} types.`);
  }
  const seen = new Set<string>();
  for (const { referenceId } of nodes) {
    if (seen.has(referenceId))
      throw invalidInput(`Duplicate ReferenceId provided in the request: ${referenceId}`);
    seen.add(referenceId);
  }
}

const hasErrors = (result: NodeResult): boolean => result.errors !== undefined;
