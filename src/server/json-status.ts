/** Gives clients that accept only `application/json` the status the GraphQL-over-HTTP specification wants for them. */

import type { ApolloServerPlugin } from '@apollo/server';
import type { IncomingContext } from './incoming-context.ts';

/** Failures of a well-formed request whose document or variables are wrong. */
const DOCUMENT_FAILURES: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
]);

/**
 * Such an answer is 200, because older clients read no body under 4xx; whoever accepts
 * `application/graphql-response+json`, or names no type, gets 400.
 * @see https://graphql.github.io/graphql-over-http/draft/#sec-application-json
 */
export const jsonStatus: ApolloServerPlugin<IncomingContext> = {
  requestDidStart: () =>
    Promise.resolve({
      willSendResponse: ({ request, response }) => {
        if (response.body.kind !== 'single' || response.http.status !== 400)
          return Promise.resolve();
        const accepted = request.http?.headers.get('accept') ?? '';
        const errors = response.body.singleResult.errors ?? [];
        if (
          /^application\/json\b/.test(accepted) &&
          !accepted.includes('application/graphql-response+json') &&
          errors.every((error) => DOCUMENT_FAILURES.has(error.extensions?.code))
        ) {
          response.http.status = 200;
        }
        return Promise.resolve();
      },
    }),
};
