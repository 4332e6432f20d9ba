/** Refuses operations that are too deep, too wide, too costly or not on the list, before they reach Salesforce. */

import { createHash } from 'node:crypto';
import type { ApolloServerPlugin } from '@apollo/server';
import { OperationTypeNode, parse } from 'graphql';
import type { DocumentNode, GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { GuardConfig } from '../common/config/file-schema.ts';
import { AppError } from '../common/errors.ts';
import type { Viewer } from '../policy/viewer.ts';
import { asGraphQLError } from './http-status.ts';
import { isStaff } from './incoming-context.ts';
import type { IncomingContext } from './incoming-context.ts';
import { costOf } from './operation-cost.ts';
import { measureDocument } from './operation-shape.ts';
import type { OperationShape } from './operation-shape.ts';

export interface GuardOptions {
  readonly limits: Pick<
    GuardConfig,
    'maxDepth' | 'maxAliases' | 'maxDirectives' | 'maxTokens' | 'maxCost'
  >;
  /** SHA-256 (hex) of the operations that may be sent; null lets any operation through. */
  readonly allowList: ReadonlyMap<string, string> | null;
  readonly production: boolean;
}

/**
 * Looks at an operation's text before Apollo does, since validation itself grows with the square of what is refused.
 * @throws AppError FORBIDDEN or QUERY_TOO_EXPENSIVE
 */
export type OperationScreen = (text: string, viewer: Viewer) => void;

/** Texts are remembered as harmless up to this length together, so that a site's few operations are parsed here once. */
const REMEMBERED_CHARACTERS = 8 * 1024 * 1024;

export function createScreen({ limits, allowList }: GuardOptions): OperationScreen {
  const harmless = new LRUCache<string, true>({
    maxSize: REMEMBERED_CHARACTERS,
    sizeCalculation: (_value, text) => text.length + 1,
  });
  return (text, viewer) => {
    if (allowList !== null && !isStaff(viewer)) assertListed(text, allowList);
    if (harmless.has(text)) return;
    const document = parseLeniently(text, limits.maxTokens);
    if (document === null) return;
    assertShape(measureDocument(document), limits);
    harmless.set(text, true);
  };
}

/** What can only be judged by the schema, variables and viewer. */
export function createGuards(options: GuardOptions): ApolloServerPlugin<IncomingContext> {
  const introspects = new WeakMap<DocumentNode, boolean>();
  const asksForSchema = (document: DocumentNode): boolean => {
    const known = introspects.get(document) ?? measureDocument(document).introspects;
    introspects.set(document, known);
    return known;
  };
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation: ({ schema, document, operation, request, contextValue }) => {
          // No such operation: execution says so.
          if (operation === undefined) return Promise.resolve();
          if (operation.operation === OperationTypeNode.SUBSCRIPTION) throw subscribeElsewhere();
          const { viewer, report } = contextValue;
          // A site's signature vouches for its visitors' requests: the plugin keeps the schema by them.
          const isStranger = viewer.role === 'anonymous' && viewer.site === null;
          if (options.production && isStranger && asksForSchema(document)) {
            throw introspectionForbidden();
          }
          report.cost = costOf({ schema, document, operation, variables: request.variables ?? {} });
          assertCost(report.cost, options.limits.maxCost);
          return Promise.resolve();
        },
      }),
  };
}

/** @returns null for a text that Apollo will refuse as well, in its own words. */
function parseLeniently(text: string, maxTokens: number): DocumentNode | null {
  try {
    return parse(text, { maxLexicalTokens: maxTokens, noLocation: true });
  } catch {
    return null;
  }
}

function assertListed(text: string, allowList: ReadonlyMap<string, string>): void {
  if (allowList.has(createHash('sha256').update(text).digest('hex'))) return;
  throw new AppError('FORBIDDEN', 'This operation is not on the list of allowed operations.', {
    hint: 'Send a listed operation, to the character, or ask the gateway’s operator to list this one.',
  });
}

function assertShape(shape: OperationShape, limits: GuardOptions['limits']): void {
  assertAtMost('levels of fields', shape.depth, limits.maxDepth, 'maxDepth');
  assertAtMost('aliases', shape.aliases, limits.maxAliases, 'maxAliases');
  assertAtMost('directives', shape.directives, limits.maxDirectives, 'maxDirectives');
}

function assertAtMost(what: string, count: number, limit: number, key: string): void {
  if (count <= limit) return;
  const counted = Number.isFinite(count) ? String(count) : 'endlessly many';
  throw new AppError(
    'QUERY_TOO_EXPENSIVE',
    `The operation has ${counted} ${what}; ${limit} are allowed.`,
    { hint: `Split the operation, or ask the gateway’s operator to raise guards.${key}.` },
  );
}

/** @throws GraphQLError QUERY_TOO_EXPENSIVE */
export function assertCost(cost: number, limit: number): void {
  if (cost <= limit) return;
  throw asGraphQLError(
    new AppError(
      'QUERY_TOO_EXPENSIVE',
      `The operation may read ${Math.round(cost)} cells (rows x fields); ${limit} are allowed.`,
      { hint: 'Ask for fewer rows with first, fewer fields or fewer nested lists.' },
    ),
  );
}

function subscribeElsewhere(): GraphQLError {
  return asGraphQLError(
    new AppError('BAD_USER_INPUT', 'Subscriptions are not answered here.', {
      hint: 'Send the subscription to /subscriptions with "Accept: text/event-stream".',
    }),
  );
}

function introspectionForbidden(): GraphQLError {
  return asGraphQLError(
    new AppError('FORBIDDEN', 'Introspection is off for anonymous requests.', {
      hint: 'Send a credential, or print the schema with npm run schema:print.',
    }),
  );
}
