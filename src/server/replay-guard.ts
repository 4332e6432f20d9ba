/** Spends the signature of every mutation before it runs. */

import type { ApolloServerPlugin } from '@apollo/server';
import { OperationTypeNode } from 'graphql';
import { AppError } from '../common/errors.ts';
import type { SpentIdStore } from '../store/store.ts';
import { asGraphQLError } from './http-status.ts';
import type { IncomingContext } from './incoming-context.ts';
import { spendSignature } from './spend-signature.ts';

export function createReplayGuard(spentIds: SpentIdStore): ApolloServerPlugin<IncomingContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation: async ({ operation, contextValue: { signature } }) => {
          // A query that is repeated only reads again.
          if (operation?.operation !== OperationTypeNode.MUTATION) return;
          await spendSignature(spentIds, signature).catch((error: unknown) => {
            throw error instanceof AppError ? asGraphQLError(error) : error;
          });
        },
      }),
  };
}
