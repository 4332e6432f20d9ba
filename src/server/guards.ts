/** Refuses operations that are too deep, too wide, too costly or not on the list, before they reach Salesforce. */

import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError } from 'graphql';
import type { DocumentNode } from 'graphql';
import type { GuardConfig } from '../common/config/file-schema.ts';
import { AppError } from '../common/errors.ts';
import type { ErrorCode } from '../common/errors.ts';
import { isStaff } from './incoming-context.ts';
import type { IncomingContext } from './incoming-context.ts';
import { costOf } from './operation-cost.ts';
import { measureDocument } from './operation-shape.ts';
import type { OperationShape } from './operation-shape.ts';

export interface GuardOptions {
  readonly limits: Pick<GuardConfig, 'maxDepth' | 'maxAliases' | 'maxDirectives' | 'maxCost'>;
  /** SHA-256 (hex) of the operations that may be sent; null lets any operation through. */
  readonly allowList: ReadonlyMap<string, string> | null;
  readonly production: boolean;
}

export function createGuards(options: GuardOptions): ApolloServerPlugin<IncomingContext> {
  const shapes = new WeakMap<DocumentNode, OperationShape>();
  const shapeOf = (document: DocumentNode): OperationShape => {
    let shape = shapes.get(document);
    if (shape === undefined) {
      shape = measureDocument(document);
      shapes.set(document, shape);
    }
    return shape;
  };
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveSource: ({ queryHash, contextValue }) => {
          if (options.allowList !== null && !isStaff(contextValue.viewer)) {
            assertListed(queryHash, options.allowList);
          }
          return Promise.resolve();
        },
        // Before validation, whose own cost grows with the square of what is refused here.
        validationDidStart: ({ document }) => {
          assertShape(shapeOf(document), options.limits);
          return Promise.resolve();
        },
        didResolveOperation: ({ schema, document, operation, request, contextValue }) => {
          // No such operation: execution says so.
          if (operation === undefined) return Promise.resolve();
          if (
            options.production &&
            contextValue.viewer.role === 'anonymous' &&
            shapeOf(document).introspects
          ) {
            throw refusal('FORBIDDEN', 'Introspection is off for anonymous requests.', {
              hint: 'Send a credential, or print the schema with npm run schema:print.',
            });
          }
          const variables = request.variables ?? {};
          const cost = costOf({ schema, document, operation, variables });
          contextValue.report.cost = cost;
          assertCost(cost, options.limits.maxCost);
          return Promise.resolve();
        },
      }),
  };
}

function assertListed(hash: string, allowList: ReadonlyMap<string, string>): void {
  if (allowList.has(hash)) return;
  throw refusal('FORBIDDEN', 'This operation is not on the list of allowed operations.', {
    hint: 'Add its text to guards.persistedOperations in skybridge.yaml.',
  });
}

function assertShape(shape: OperationShape, limits: GuardOptions['limits']): void {
  assertAtMost('fields deep', shape.depth, limits.maxDepth, 'maxDepth');
  assertAtMost('aliases', shape.aliases, limits.maxAliases, 'maxAliases');
  assertAtMost('directives', shape.directives, limits.maxDirectives, 'maxDirectives');
}

function assertAtMost(what: string, count: number, limit: number, key: string): void {
  if (count <= limit) return;
  const counted = Number.isFinite(count) ? String(count) : 'endlessly many';
  throw refusal('QUERY_TOO_EXPENSIVE', `The operation has ${counted} ${what}; ${limit} are allowed.`, {
    hint: `Split the operation, or raise guards.${key} in skybridge.yaml.`,
  });
}

function assertCost(cost: number, limit: number): void {
  if (cost <= limit) return;
  throw refusal(
    'QUERY_TOO_EXPENSIVE',
    `The operation may read ${Math.round(cost)} cells (rows x fields); ${limit} are allowed.`,
    { hint: 'Ask for fewer rows with first, fewer fields or fewer nested lists.' },
  );
}

function refusal(code: ErrorCode, message: string, options: { readonly hint: string }): GraphQLError {
  return new GraphQLError(message, {
    originalError: new AppError(code, message, options),
    extensions: { http: { status: 400 } },
  });
}
