/** From a subscription's text to a stream of its viewer's changes, or to why there is none. */

import { getOperationAST, GraphQLError, parse, validate } from 'graphql';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import type { StandingViewer } from '../../auth/standing-viewer.ts';
import { AppError } from '../../common/errors.ts';
import { accessTo } from '../../policy/object-access.ts';
import { viewerScope } from '../../policy/policy.ts';
import { readSubscription } from '../../resolvers/read-subscription.ts';
import type { Subscription } from '../../resolvers/read-subscription.ts';
import {
  MOST_REREAD,
  rereadDocument,
  rereadFailure,
  rereadRecords,
} from '../../resolvers/reread-records.ts';
import type { Envelope } from '../../store/envelope.ts';
import { assertCost } from '../guards.ts';
import type { GuardOptions } from '../guards.ts';
import { createReport } from '../incoming-context.ts';
import type { LiveSchema } from '../live-schema.ts';
import { costOf } from '../operation-cost.ts';
import { policyFor } from '../policy-for.ts';
import type { ServedOrg } from '../served-org.ts';
import type { ChangeFeed } from './change-feed.ts';
import { openPosition, sealPosition } from './sealed-position.ts';
import { Subscriber } from './subscriber.ts';
import type { Standing, SubscriberOptions } from './subscriber.ts';

export interface SubscriptionParams {
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface OpenSubscriptionOptions {
  readonly served: ServedOrg;
  readonly feed: ChangeFeed;
  readonly standingViewer: StandingViewer;
  readonly guards: GuardOptions;
  readonly publicAnonymous: boolean;
  readonly envelope: Envelope;
  readonly stream: Pick<SubscriberOptions, 'format' | 'livesMs' | 'recheckMs' | 'drained'>;
}

/** @throws AppError or GraphQLError, for what is wrong with the operation or closed to the viewer. */
export async function openSubscription(
  params: SubscriptionParams,
  options: OpenSubscriptionOptions,
): Promise<Subscriber> {
  const { served, feed, guards, envelope, stream } = options;
  const owner = `change-position/${served.name}`;
  const live = liveOf(served);
  const document = parseText(params.query, guards.limits.maxTokens);
  assertValid(live.schema, document, guards.production);
  const subscription = readSubscription({ ...params, ...live, document });
  assertAffordable(live.schema, document, subscription, params, guards);
  const standing = createStanding({ params, document, subscription, live }, options);
  const { viewer, policy } = await standing();
  for (const object of subscription.objects) {
    if (accessTo(policy, viewer, object) === null) throw closedObject(object);
  }
  return new Subscriber({
    ...stream,
    subscription,
    standing,
    log: feed.log,
    after: subscription.after === null ? null : openPosition(subscription.after, envelope, owner),
    sealPosition: (replayId) => sealPosition(replayId, envelope, owner),
  });
}

// Private:

interface OpenedOperation {
  readonly params: SubscriptionParams;
  readonly document: DocumentNode;
  readonly subscription: Subscription;
  /** What it was validated with. */
  readonly live: LiveSchema;
}

function liveOf(served: ServedOrg): LiveSchema {
  const live = served.link.schemas.current();
  if (live === null) throw served.unavailable();
  return live;
}

function createStanding(
  operation: OpenedOperation,
  { served, standingViewer, guards, publicAnonymous, stream }: OpenSubscriptionOptions,
): () => Promise<Standing> {
  const { params, document, subscription } = operation;
  let checked = operation.live.schema;
  return async () => {
    const authenticated = await standingViewer();
    const { viewer, vouchedFor } = authenticated;
    const live = liveOf(served);
    if (live.schema !== checked) assertValid(live.schema, document, guards.production);
    checked = live.schema;
    const own = await served.ownAccess(viewer);
    const policy = await policyFor({ vouchedFor, own }, live, publicAnonymous);
    return {
      viewer,
      policy,
      model: live.model,
      scope: `${live.model.version} ${own?.userId ?? ''} ${viewerScope(viewer, policy)}`,
      reread: async (ids) => {
        const result = await served.execute({
          schema: live.schema,
          document: rereadDocument(document, subscription, ids),
          operationName: null,
          variables: params.variables,
          extensions: undefined,
          context: {
            ...authenticated,
            own,
            statements: served.createStatements(viewer, own),
            report: createReport(),
          },
        });
        const failure = rereadFailure(result);
        if (failure !== null) throw failure.originalError ?? failure;
        return rereadRecords(result, subscription, ids, stream.format);
      },
    };
  };
}

function parseText(text: string, maxLexicalTokens: number): DocumentNode {
  try {
    return parse(text, { maxLexicalTokens });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const { message, source, positions } = error;
    throw new GraphQLError(message, {
      ...(source && { source }),
      ...(positions && { positions }),
      extensions: { code: 'GRAPHQL_PARSE_FAILED' },
    });
  }
}

function assertValid(schema: GraphQLSchema, document: DocumentNode, hidesSchema: boolean): void {
  const [mistake] = validate(schema, document, undefined, { maxErrors: 1 });
  if (mistake === undefined) return;
  const { message, nodes } = mistake;
  throw new GraphQLError(hidesSchema ? message.replace(/ ?Did you mean(.+?)\?$/, '') : message, {
    ...(nodes && { nodes }),
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
  });
}

/** What one change may cost at most: all records of one query. */
function assertAffordable(
  schema: GraphQLSchema,
  document: DocumentNode,
  subscription: Subscription,
  { variables }: SubscriptionParams,
  { limits }: GuardOptions,
): void {
  const query = rereadDocument(document, subscription, Array<string>(MOST_REREAD).fill(''));
  const operation = getOperationAST(query, null);
  if (operation)
    assertCost(costOf({ schema, document: query, operation, variables }), limits.maxCost);
}

function closedObject(object: string): AppError {
  return new AppError('FORBIDDEN', `You may not read ${object}.`, {
    hint: `The gateway's policy must give your role a rule for ${object}.`,
  });
}
