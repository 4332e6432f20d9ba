/** The read graph over a running local org: every object, one policy that opens all of it to staff. */

import {
  parse,
  validate,
  type ExecutionResult,
  type FormattedExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import { startLocalOrg } from '../../local-org/server.ts';
import { declareFiles, type DeclarationFile } from '../../src/declared/declare-files.ts';
import type { DeclaredModel } from '../../src/declared/declared-model.ts';
import { createCursorCodec } from '../../src/execution/cursor-codec.ts';
import type { DescribeSObjectResult } from '../../src/model/describe-types.ts';
import { NO_WRITES } from '../../src/execution/write-services.ts';
import { buildOrgModel } from '../../src/model/from-describe.ts';
import type { OrgModel } from '../../src/model/org-model.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { executeByGraphqlJs } from '../../src/resolvers/execute-by-graphql-js.ts';
import { executeOperation } from '../../src/resolvers/execute-operation.ts';
import type { OperationRequest } from '../../src/resolvers/execute-operation.ts';
import { checkSearchAnswer } from '../../src/salesforce/query-page.ts';
import type { QueryPage, StatementRunner } from '../../src/salesforce/statement.ts';
import { pageFromBytes } from '../../src/salesforce/unread-page.ts';
import { buildSchema } from '../../src/schema/build-schema.ts';
import { serialiseAnswer } from '../../src/server/serialise-answer.ts';
import { STAFF } from './run-operation.ts';
import { fetchAdminToken } from './admin-token.ts';
import { NO_APEX } from './no-apex.ts';
import { NO_REPORTS } from './no-reports.ts';

const API = '/services/data/v62.0';
const ORG_ID = '00DLO00000000012AA';

export interface LocalOrgGraph {
  readonly model: OrgModel;
  readonly schema: GraphQLSchema;
  readonly declared: DeclaredModel;
  /** Of the declarations. */
  readonly problems: readonly string[];
  /** Statements of the last operation. */
  readonly asked: readonly string[];
  /** The first page of what the org itself answers to a statement. */
  ask(soql: string): Promise<QueryPage>;
  run(query: string, variables?: Readonly<Record<string, unknown>>): Promise<ExecutionResult>;
  /** The same answer as JSON three times: from rows, from the bytes of pages, and completed by graphql-js. */
  runEachWay(query: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Declarations beside the objects; staff may call all that `operations` opens. */
export interface GraphDeclarations {
  readonly files: readonly DeclarationFile[];
  readonly operations: unknown;
}

export async function startLocalOrgGraph(
  declarations: GraphDeclarations = { files: [], operations: undefined },
): Promise<LocalOrgGraph> {
  const org = await startLocalOrg({ rules: 'strict' });
  const token = await fetchAdminToken(org.url);
  const get = async (path: string): Promise<unknown> => {
    const response = await fetch(org.url + path, { headers: { authorization: `Bearer ${token}` } });
    const body: unknown = await response.json();
    if (!response.ok) throw new Error(JSON.stringify(body));
    return body;
  };
  const { sobjects } = (await get(`${API}/sobjects`)) as { sobjects: { name: string }[] };
  const describes = await Promise.all(
    sobjects.map(({ name }) => get(`${API}/sobjects/${name}/describe`)),
  );
  const model = buildOrgModel({
    orgId: ORG_ID,
    describes: describes as readonly DescribeSObjectResult[],
  });
  const policy = parsePolicy(
    Object.fromEntries(
      sobjects.map(({ name }) => [name, { staff: { rows: 'ALL', fields: 'ALL' } }]),
    ),
    model,
    undefined,
    declarations.operations,
  );
  const declared = declareFiles(declarations.files, model);
  const schema = buildSchema(model, declared.model, policy.operations);
  const asked: string[] = [];
  const statements: StatementRunner = {
    query: async (soql) => {
      asked.push(soql);
      return (await get(`${API}/query?q=${encodeURIComponent(soql)}`)) as QueryPage;
    },
    search: async (sosl) => {
      asked.push(sosl);
      return checkSearchAnswer(await get(`${API}/search?q=${encodeURIComponent(sosl)}`));
    },
    queryMore: async (url) => (await get(url)) as QueryPage,
  };
  const unread: StatementRunner = {
    ...statements,
    query: async (soql) => pageFromBytes(Buffer.from(JSON.stringify(await statements.query(soql)))),
  };
  const cursors = createCursorCodec(Buffer.alloc(32, 3));
  const requestOf = (
    query: string,
    variables: Readonly<Record<string, unknown>>,
    runner: StatementRunner,
  ): OperationRequest => {
    const document = parse(query);
    const invalid = validate(schema, document);
    if (invalid.length > 0) throw new Error(invalid.map((error) => error.message).join('\n'));
    asked.length = 0;
    return {
      schema,
      document,
      operationName: null,
      variables,
      context: {
        viewer: STAFF,
        policy,
        org: { id: ORG_ID, name: 'local' },
        model,
        statements: runner,
        cursors,
        files: { urlOf: ({ id }) => `/files/${id}` },
        write: NO_WRITES,
        reports: NO_REPORTS,
        apex: NO_APEX,
        calls: [],
      },
    };
  };
  return {
    model,
    schema,
    declared: declared.model,
    problems: declared.problems.map((problem) => problem.message),
    asked,
    ask: async (soql) => (await get(`${API}/query?q=${encodeURIComponent(soql)}`)) as QueryPage,
    run: async (query, variables = {}) =>
      await executeOperation(requestOf(query, variables, statements)),
    runEachWay: async (query) => [
      textOf(await executeOperation(requestOf(query, {}, statements))),
      textOf(await executeOperation(requestOf(query, {}, unread))),
      JSON.stringify(await executeByGraphqlJs(requestOf(query, {}, statements))),
    ],
    close: () => org.close(),
  };
}

function textOf(result: ExecutionResult): string {
  return Buffer.from(serialiseAnswer(result as FormattedExecutionResult)).toString();
}
