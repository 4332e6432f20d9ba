/** Answers operations that Apollo has parsed and validated before, without its pipeline: the same answer for less work. */

import type { ApolloServerPlugin } from '@apollo/server';
import { getOperationAST, OperationTypeNode } from 'graphql';
import type { DocumentNode, FormattedExecutionResult, GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { AnswerReport } from './answer-report.ts';
import type { Executor } from './executor.ts';
import type { ErrorFormatter } from './format-error.ts';
import type { IncomingContext } from './incoming-context.ts';
import { costOf } from './operation-cost.ts';
import { measureDocument } from './operation-shape.ts';
import type { SchemaSource } from './schema-source.ts';
import { serialiseAnswer } from './serialise-answer.ts';

export interface KnownOperationsOptions {
  readonly schemas: Pick<SchemaSource, 'current' | 'onSwap'>;
  readonly executor: Executor;
  readonly report: AnswerReport;
  readonly maxCost: number;
  readonly formatError: ErrorFormatter;
}

/** A POST whose headers were checked and whose text was screened. */
export interface AskedOperation {
  readonly accept: string | undefined;
  /** The parsed body. */
  readonly body: unknown;
  readonly createContext: () => IncomingContext;
}

export interface KnownOperations {
  /** Remembers what comes through Apollo. */
  readonly plugin: ApolloServerPlugin<IncomingContext>;
  /**
   * @returns the body of a 200 answer in `ANSWER_TYPE`, as text or bytes; null where Apollo is to answer. Then nothing
   * was asked of Salesforce, or it failed in a way that Apollo has the words for.
   */
  answer(asked: AskedOperation): Promise<string | null>;
}

/** What Apollo answers to whoever has no other wish. */
export const ANSWER_TYPE = 'application/json; charset=utf-8';

const MAX_OPERATIONS = 500;
/** Longer texts are those of generated operations, which do not come again. */
const MAX_CHARACTERS = 20_000;

interface KnownDocument {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
}

export function createKnownOperations(options: KnownOperationsOptions): KnownOperations {
  const known = new LRUCache<string, KnownDocument>({ max: MAX_OPERATIONS });
  // What was validated for an old schema is worth nothing, and would keep it in memory.
  options.schemas.onSwap(() => known.clear());
  return {
    plugin: rememberingPlugin(known),
    answer: async ({ accept, body, createContext }) => {
      const started = performance.now();
      const question = questionIn(body);
      if (question === null || !takesJson(accept)) return null;
      const { query, operationName, variables } = question;
      const entry = known.get(query);
      if (entry === undefined || entry.schema !== options.schemas.current()?.schema) return null;
      const { schema, document } = entry;
      const operation = getOperationAST(document, operationName);
      if (operation?.operation !== OperationTypeNode.QUERY) return null;
      const cost = costOf({ schema, document, operation, variables: variables ?? {} });
      if (cost > options.maxCost) return null;
      const context = createContext();
      context.report.cost = cost;
      const result = await runQuietly(options.executor, {
        ...{ schema, document, operationName, variables, extensions: undefined, context },
      });
      // Refused before anything ran: the status is a matter of Apollo's.
      if (result?.data === undefined) return null;
      const answer: FormattedExecutionResult = {
        ...(result.errors && {
          errors: result.errors.map((error) => options.formatError(error.toJSON(), error)),
        }),
        data: result.data,
      };
      const name = operation.name?.value ?? null;
      const skybridge = options.report.of(answer, context, { operationName: name, started });
      return serialiseAnswer({ ...answer, extensions: { ...result.extensions, skybridge } });
    },
  };
}

function rememberingPlugin(
  known: LRUCache<string, KnownDocument>,
): ApolloServerPlugin<IncomingContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation: ({ schema, document, source }) => {
          const isKnown = known.get(source)?.schema === schema;
          // For whom introspection is off is decided on the way through Apollo.
          if (
            !isKnown &&
            source.length <= MAX_CHARACTERS &&
            !measureDocument(document).introspects
          ) {
            known.set(source, { schema, document });
          }
          return Promise.resolve();
        },
      }),
  };
}

interface Question {
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
}

/** Null for everything that is not plainly a text with variables: extensions, wrong types, other keys. */
function questionIn(body: unknown): Question | null {
  const { query, operationName, variables, ...others } = body as Readonly<Record<string, unknown>>;
  for (const key in others) if ((others[key] ?? null) !== null) return null;
  if (typeof query !== 'string' || operationName === '') return null;
  if (typeof (operationName ?? '') !== 'string') return null;
  if (typeof (variables ?? {}) !== 'object' || Array.isArray(variables)) return null;
  return {
    query,
    operationName: (operationName ?? null) as string | null,
    variables: (variables ?? undefined) as Question['variables'],
  };
}

function takesJson(accept: string | undefined): boolean {
  return accept === undefined || accept === '*/*' || accept === 'application/json';
}

/** What is thrown here is thrown again on the way through Apollo, which makes an answer of it. */
async function runQuietly(
  executor: Executor,
  operation: Parameters<Executor>[0],
): Promise<Awaited<ReturnType<Executor>> | null> {
  try {
    return await executor(operation);
  } catch {
    return null;
  }
}
