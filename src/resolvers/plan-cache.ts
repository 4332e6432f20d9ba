/** Keeps prepared operations, so that a site that sends the same few operations has each planned once. */

import type { DocumentNode, GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import { viewerScope } from '../policy/policy.ts';
import {
  prepareOperation,
  type OperationRequest,
  type Preparation,
  type PreparedOperation,
} from './prepare-operation.ts';

export type PrepareOperation = (request: OperationRequest) => Preparation;

/** Plans kept; those of the operations that are in use now. */
const MAX_PLANS = 500;
/** Longer keys are those of generated operations, which do not come again. */
const MAX_VARIABLES_CHARACTERS = 2_000;
const MAX_DOCUMENT_CHARACTERS = 20_000;

/**
 * A plan depends on the schema (and with it on model and policy), the document, the operation's name, the variables
 * and the viewer's scope, and on nothing else: all of these are its key, so no viewer gets another one's plan.
 * Refusals are not kept: they are cheap, and each has its own errors.
 */
export function createPlanCache(): PrepareOperation {
  const plans = new LRUCache<string, PreparedOperation>({ max: MAX_PLANS });
  const numberOf = createNumbering();
  return (request) => {
    const key = keyOf(request, numberOf);
    if (key === null) return prepareOperation(request);
    const known = plans.get(key);
    if (known !== undefined) return { ok: true, prepared: known };
    const preparation = prepareOperation(request);
    if (preparation.ok) plans.set(key, preparation.prepared);
    return preparation;
  };
}

// Private:

type Numbering = (object: GraphQLSchema | DocumentNode) => number;

/** Apollo hands the same document object over for the same text and schema. */
function createNumbering(): Numbering {
  const numbers = new WeakMap<object, number>();
  let last = 0;
  return (object) => {
    let number = numbers.get(object);
    if (number === undefined) {
      last += 1;
      number = last;
      numbers.set(object, number);
    }
    return number;
  };
}

function keyOf(request: OperationRequest, numberOf: Numbering): string | null {
  const { schema, document, operationName, variables, context } = request;
  if ((document.loc?.end ?? Infinity) > MAX_DOCUMENT_CHARACTERS) return null;
  const values = variables ? JSON.stringify(variables) : '';
  if (values.length > MAX_VARIABLES_CHARACTERS) return null;
  const scope = viewerScope(context.viewer, context.policy);
  return `${numberOf(schema)} ${numberOf(document)} ${JSON.stringify(operationName ?? null)} ${scope} ${values}`;
}
