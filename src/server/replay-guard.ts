/** Lets a signed request that can write be used once: whoever overheard it cannot have it done again. */

import type { ApolloServerPlugin } from '@apollo/server';
import { OperationTypeNode } from 'graphql';
import { AppError } from '../common/errors.ts';
import type { SpentIdStore } from '../store/store.ts';
import { asGraphQLError } from './http-status.ts';
import type { IncomingContext } from './incoming-context.ts';

export function createReplayGuard(spentIds: SpentIdStore): ApolloServerPlugin<IncomingContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation: async ({ operation, contextValue: { signature } }) => {
          // A query that is repeated only reads again; a developer token is no signature over one request.
          if (operation?.operation !== OperationTypeNode.MUTATION || signature === null) return;
          const { site, requestId, expiresAt, coversRequest } = signature;
          if (!coversRequest) throw readOnly();
          const id = JSON.stringify([site, requestId]);
          if (!(await spentIds.spend(id, expiresAt))) throw replayed();
        },
      }),
  };
}

function replayed() {
  return asGraphQLError(
    new AppError('UNAUTHENTICATED', 'This signed request was used before.', {
      hint: 'Sign every request that writes anew, with a jti of its own.',
    }),
  );
}

function readOnly() {
  return asGraphQLError(
    new AppError('FORBIDDEN', 'A viewer token only reads.', {
      hint: 'Send what writes through the site itself, which signs each request.',
    }),
  );
}
