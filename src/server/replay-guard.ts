/** Lets a signed request that can write be used once: whoever overheard it cannot have it done again. */

import type { ApolloServerPlugin } from '@apollo/server';
import { AppError } from '../common/errors.ts';
import { OperationTypeNode } from 'graphql';
import type { OperationDefinitionNode } from 'graphql';
import type { SpentIdStore } from '../store/store.ts';
import { asGraphQLError } from './http-status.ts';
import type { IncomingContext } from './incoming-context.ts';

export function createReplayGuard(spentIds: SpentIdStore): ApolloServerPlugin<IncomingContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation: async ({ operation, contextValue: { signature } }) => {
          // A query that is repeated only reads again; a developer token is no signature over one request.
          if (!isMutation(operation) || signature === null) return;
          const { site, requestId, expiresAt } = signature;
          const id = JSON.stringify([site, requestId]);
          if (!(await spentIds.spend(id, expiresAt))) throw replayed();
        },
      }),
  };
}

function isMutation(operation: OperationDefinitionNode | undefined): boolean {
  return operation?.operation === OperationTypeNode.MUTATION;
}

function replayed() {
  return asGraphQLError(
    new AppError('UNAUTHENTICATED', 'This signed request was used before.', {
      hint: 'Sign every request that writes anew, with a jti of its own.',
    }),
  );
}
