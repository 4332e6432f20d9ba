/** A field of a `.graphql` file that Apex answers: which Apex it calls, and where each argument goes. */

import type { DeclaredArgument } from './declared-query.ts';

export interface DeclaredCall {
  readonly name: string;
  readonly file: string;
  readonly operation: 'query' | 'mutation';
  /** Names and, for pinning, types; the GraphQL types themselves stand in the SDL. */
  readonly arguments: readonly DeclaredArgument[];
  readonly target: ApexRestTarget | ApexSoapTarget;
}

export const APEX_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

export type ApexMethod = (typeof APEX_METHODS)[number];

export interface ApexRestTarget {
  readonly kind: 'apexRest';
  readonly method: ApexMethod;
  /** Below /services/apexrest; each segment is a text or the name of an argument. */
  readonly path: readonly PathSegment[];
  /** Query parameter → argument. */
  readonly query: ReadonlyMap<string, string>;
  /** The argument that is the whole body, or those that make its members; null where there is none. */
  readonly body: { readonly whole: string } | { readonly members: readonly string[] } | null;
}

/** `many`: the argument is a list, each item a segment; none where it is left out. */
export type PathSegment =
  { readonly text: string } | { readonly argument: string; readonly many: boolean };

export interface ApexSoapTarget {
  readonly kind: 'apexSoap';
  /** `Class`, or `namespace/Class`. */
  readonly apexClass: string;
  readonly method: string;
}
