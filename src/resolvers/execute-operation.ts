/** Executes one validated GraphQL operation. */

import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql';
import type { RequestContext } from '../execution/request-context.ts';

export interface OperationRequest {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName: string | null | undefined;
  readonly variables: Readonly<Record<string, unknown>> | null | undefined;
  readonly context: RequestContext;
}

export function executeOperation(_request: OperationRequest): Promise<ExecutionResult> {
  return Promise.reject(new Error('pending'));
}
