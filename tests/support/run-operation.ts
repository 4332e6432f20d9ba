/** Runs one GraphQL operation against the test org as some viewer, validated like the server does. */

import { parse, validate, type ExecutionResult } from 'graphql';
import { createCursorCodec } from '../../src/execution/cursor-codec.ts';
import type { RequestContext } from '../../src/execution/request-context.ts';
import { NO_WRITES, type WriteServices } from '../../src/execution/write-services.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import type { Policy } from '../../src/policy/policy.ts';
import type { Viewer } from '../../src/policy/viewer.ts';
import { executeOperation } from '../../src/resolvers/execute-operation.ts';
import { buildSchema } from '../../src/schema/build-schema.ts';
import { MemoryStatements } from './memory-statements.ts';
import { NO_APEX } from './no-apex.ts';
import { NO_REPORTS } from './no-reports.ts';
import { TEST_MODEL, TEST_ORG_ID } from './test-org.ts';

export const TEST_SCHEMA = buildSchema(TEST_MODEL);

export const CURSORS = createCursorCodec(Buffer.alloc(32, 7));

export const STAFF: Viewer = { role: 'staff', site: 'demo', subject: '1', contactId: null };

const OPEN = { rows: 'ALL', fields: 'ALL' };

/** Staff reads everything. */
export const OPEN_POLICY: Policy = parsePolicy(
  Object.fromEntries([...TEST_MODEL.objects.keys()].map((name) => [name, { staff: OPEN }])),
  TEST_MODEL,
);

export interface TestRun {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly viewer?: Viewer;
  readonly policy?: Policy;
  readonly statements?: MemoryStatements;
  readonly write?: WriteServices;
}

export interface TestAnswer {
  readonly result: ExecutionResult;
  readonly statements: MemoryStatements;
}

export async function runOperation(run: TestRun): Promise<TestAnswer> {
  const document = parse(run.query);
  const invalid = validate(TEST_SCHEMA, document);
  if (invalid.length > 0) throw new Error(invalid.map((error) => error.message).join('\n'));
  const statements = run.statements ?? new MemoryStatements();
  const result = await executeOperation({
    schema: TEST_SCHEMA,
    document,
    operationName: null,
    variables: run.variables ?? {},
    context: contextOf(run, statements),
  });
  return { result: plain(result), statements };
}

export function contextOf(run: Partial<TestRun>, statements: MemoryStatements): RequestContext {
  return {
    viewer: run.viewer ?? STAFF,
    policy: run.policy ?? OPEN_POLICY,
    org: { id: TEST_ORG_ID, name: 'test' },
    model: TEST_MODEL,
    statements,
    cursors: CURSORS,
    files: { urlOf: ({ object, field, id }) => `/files/${object}.${field}.${id}` },
    write: run.write ?? NO_WRITES,
    reports: NO_REPORTS,
    apex: NO_APEX,
    calls: [],
  };
}

/** As the client sees it: graphql-js makes objects without a prototype. */
function plain(result: ExecutionResult): ExecutionResult {
  return JSON.parse(JSON.stringify(result)) as ExecutionResult;
}
