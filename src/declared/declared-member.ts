/** What the `declared` binding of a GraphQL field holds; the schema writes it, the planner reads it. */

import type { OutputBinding } from '../model/schema-bindings.ts';
import type { ResultForm } from './declared-sdl.ts';
import type { DeclaredQuery, GroupItem, RowItem } from './declared-query.ts';

export type DeclaredMember =
  | { readonly kind: 'query'; readonly query: DeclaredQuery; readonly form: ResultForm }
  | Extract<RowItem, { readonly kind: 'children' }>
  | GroupItem;

export function declaredBinding(member: DeclaredMember): OutputBinding {
  return { kind: 'declared', member };
}

/** Undefined for a field that no file declares. */
export function declaredMemberOf(binding: OutputBinding | undefined): DeclaredMember | undefined {
  // Nothing but `declaredBinding` makes such a binding.
  return binding?.kind === 'declared' ? (binding.member as DeclaredMember) : undefined;
}
