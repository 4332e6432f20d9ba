/** The arguments of a declared field: who may call it, what is pinned for this viewer, and that nothing says nothing. */

import type { GraphQLField } from 'graphql';
import { AppError } from '../common/errors.ts';
import type { DeclaredArgument } from '../declared/declared-query.ts';
import { operationAccess } from '../policy/operation-rules.ts';
import type { BoundArguments } from './bind-condition.ts';
import type { CollectedField } from './collect-fields.ts';
import { argumentValues, isGiven, refuseMissingVariables } from './list-arguments.ts';
import type { PlanContext } from './plan-context.ts';

/** @throws AppError FORBIDDEN where the viewer may not call the field; BAD_USER_INPUT for a missing or empty argument. */
export function declaredArguments(
  context: PlanContext,
  declared: { readonly name: string; readonly arguments: readonly DeclaredArgument[] },
  field: GraphQLField<unknown, unknown>,
  collected: CollectedField,
): BoundArguments {
  const { policy, viewer } = context.inputs;
  const access = operationAccess(policy.operations, viewer, 'field', declared.name);
  if (access === null) throw forbidden(declared.name);
  refuseMissingVariables(context.inputs, collected.node);
  const values = argumentValues(context.inputs, field, collected.node);
  const isSaid = (name: string): boolean => isGiven(context.inputs, collected.node, name);
  return bindArguments(declared, { values, isSaid }, access.pinned);
}

export interface GivenArguments {
  /** Coerced; what was left out is absent, or its default. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Whether the operation itself says it: a default does not stand against a pin. */
  readonly isSaid: (name: string) => boolean;
}

/** @param pinned values that the policy fixes; null where the viewer has none. */
export function bindArguments(
  declared: { readonly name: string; readonly arguments: readonly DeclaredArgument[] },
  given: GivenArguments,
  pinned: ReadonlyMap<string, string | null>,
): BoundArguments {
  const args = new Map(Object.entries(given.values));
  for (const [name, value] of pinned) {
    if (args.has(name) && given.isSaid(name)) throw pinnedGiven(declared.name, name);
    if (value === null) throw unboundViewer(declared.name);
    args.set(name, value);
  }
  for (const { name, required } of declared.arguments) {
    const value = args.get(name);
    if (value === null) throw emptyArgument(declared.name, name, 'null, which says nothing');
    if (value === undefined && required) throw emptyArgument(declared.name, name, 'missing');
    // A variable without a value is the same as no argument.
    if (value === undefined) args.delete(name);
  }
  return args;
}

export function forbidden(name: string): AppError {
  return new AppError('FORBIDDEN', `You may not call ${name}.`, {
    hint: `The gateway's policy must name your role under operations: ${name}.`,
  });
}

// Private:

function pinnedGiven(field: string, argument: string): AppError {
  return new AppError('BAD_USER_INPUT', `${argument} of ${field} is fixed for you.`, {
    hint: 'Leave the argument out: the gateway fills it in.',
  });
}

function unboundViewer(field: string): AppError {
  return new AppError(
    'FORBIDDEN',
    `You may not call ${field}: it is about a person, and you are not bound to one.`,
    {
      hint: 'The site’s administrator has to bind this user to a Contact.',
    },
  );
}

function emptyArgument(field: string, argument: string, what: string): AppError {
  return new AppError('BAD_USER_INPUT', `The argument ${argument} of ${field} is ${what}.`, {
    hint: 'Give it a value; an optional argument can be left out.',
  });
}
