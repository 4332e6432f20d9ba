/** `skybridge policy test`: what a viewer would get of an operation, and by which line of skybridge.yaml. */

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parse, validate, type DocumentNode, type GraphQLSchema } from 'graphql';
import { loadConfig } from '../common/config/load-config.ts';
import type { Config } from '../common/config/load-config.ts';
import type { Log } from '../common/log.ts';
import { createCursorCodec } from '../execution/cursor-codec.ts';
import { PolicyError } from '../policy/policy-error.ts';
import type { Viewer } from '../policy/viewer.ts';
import { executeOperation } from '../resolvers/execute-operation.ts';
import { NO_WRITES } from '../execution/write-services.ts';
import { explainOperation } from '../resolvers/explain-operation.ts';
import type { OperationRequest } from '../resolvers/execute-operation.ts';
import { createReportService } from '../server/report-service.ts';
import { createApexCaller } from '../salesforce/apex-caller.ts';
import { createStatementLoader } from '../salesforce/statement-loader.ts';
import { declaredFolderOf, openDeclaredFolder } from '../server/declared-folder.ts';
import { buildLiveSchema } from '../server/live-schema.ts';
import type { LiveSchema } from '../server/live-schema.ts';
import type { OrgLink } from '../server/org-link.ts';
import { policyMistake } from '../server/policy-mistake.ts';
import { deriveKey } from '../store/envelope.ts';
import { UsageError } from './command.ts';
import type { Command } from './command.ts';
import { policyReport } from './policy-report.ts';
import { readViewer } from './viewer-argument.ts';
import { withOrg } from './with-org.ts';

export const policyCommand: Command = {
  name: 'policy',
  usage: [
    "  policy test --as <role>[:<who>] [--variables <JSON>] [--run] '<operation>'",
    '    who is <site>/<person>, or a Contact id; an operation of - is read from stdin',
    '    --run also asks Salesforce and prints the answer',
  ],
  run: async ([action, ...args]) => {
    if (action !== 'test') throw new UsageError(`Unknown action: ${action ?? '(none)'}.`);
    await testPolicy(readRequest(args));
  },
};

// Private:

interface TestRequest {
  readonly as: string;
  readonly operation: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly run: boolean;
}

function readRequest(args: readonly string[]): TestRequest {
  const { values, positionals } = parseTestArgs(args);
  const [operation, ...extra] = positionals;
  if (operation === undefined || extra.length > 0) {
    throw new UsageError('Give exactly one operation, in quotes.');
  }
  if (values.as === undefined) throw new UsageError('Say whose view to test, with --as.');
  return {
    as: values.as,
    operation: operation === '-' ? readFileSync(0, 'utf8') : operation,
    variables: readVariables(values.variables),
    run: values.run === true,
  };
}

function parseTestArgs(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        as: { type: 'string' },
        variables: { type: 'string' },
        run: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function readVariables(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(text ?? '{}');
    if (typeof parsed === 'object' && parsed !== null) return { ...parsed };
  } catch {
    // Said below.
  }
  throw new UsageError('--variables takes a JSON object.');
}

async function testPolicy(request: TestRequest): Promise<void> {
  const config = loadConfig();
  await withOrg(config, async ({ org, store, keyring, log }) => {
    const viewer = await readViewer(request.as, store.bindings);
    const live = await liveSchemaOf(org, config, log);
    const operation = operationOf(request, live, {
      config,
      org,
      viewer,
      cursorKey: deriveKey(keyring.secretKey, 'cursors'),
    });
    const explanation = explainOperation(operation);
    const { file, lineOf, policy: source } = config;
    const report = { viewer, policy: live.policy, source, file, lineOf, explanation };
    process.stdout.write(`${policyReport(report)}\n`);
    if (request.run) await printAnswer(operation);
  });
}

/** From the store where the gateway has filled it, so that trying a policy costs no API call. */
async function liveSchemaOf(org: OrgLink, config: Config, log: Log): Promise<LiveSchema> {
  const orgId = await org.tokens.orgId();
  const stored = await org.catalogue.stored();
  const snapshot =
    stored !== null && stored.pending.length === 0
      ? stored
      : await org.catalogue.refresh({ conditional: true });
  try {
    const folder = openDeclaredFolder(declaredFolderOf(config), log);
    return buildLiveSchema(orgId, snapshot, config, { now: folder.read(), before: [] });
  } catch (error) {
    throw error instanceof PolicyError ? policyMistake(error, config) : error;
  }
}

interface Surroundings {
  readonly config: Config;
  readonly org: OrgLink;
  readonly viewer: Viewer;
  readonly cursorKey: Buffer;
}

function operationOf(
  { operation, variables }: TestRequest,
  { schema, model, policy, declared, reports }: LiveSchema,
  { config, org, viewer, cursorKey }: Surroundings,
): OperationRequest {
  const { client } = org;
  const statements = createStatementLoader({ client, apiVersion: config.org.apiVersion });
  const asked = {
    typed: reports,
    viewer,
    policy,
    scope: model.orgId,
    meter: statements.meter,
    own: null,
    refusal: () => null,
  };
  return {
    schema,
    document: readDocument(operation, schema),
    operationName: null,
    variables,
    context: {
      viewer,
      policy,
      org: { id: model.orgId, name: config.org.name },
      model,
      statements,
      cursors: createCursorCodec(cursorKey),
      files: { urlOf: () => '/files/…' },
      write: NO_WRITES,
      reports: createReportService(config, client)(asked),
      apex: createApexCaller(client, statements.meter),
      calls: declared.model.sdl.flatMap((file) => file.calls),
    },
  };
}

function readDocument(text: string, schema: GraphQLSchema): DocumentNode {
  try {
    const document = parse(text);
    const [mistake] = validate(schema, document);
    if (mistake === undefined) return document;
    throw mistake;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

async function printAnswer(operation: OperationRequest): Promise<void> {
  const { data, errors } = await executeOperation(operation);
  process.stdout.write(`Answer:\n${JSON.stringify({ data, errors }, null, 2)}\n`);
}
