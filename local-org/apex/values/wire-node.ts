/** A value as a request body holds it, with where it stands, before it is read as an Apex type. */

/** Both count from 1. */
export interface WirePlace {
  readonly line: number;
  readonly column: number;
}

export interface WireMember {
  readonly name: string;
  readonly value: WireNode;
  readonly at: WirePlace;
}

export type WireNode =
  | { readonly kind: 'object'; readonly members: readonly WireMember[]; readonly at: WirePlace }
  | { readonly kind: 'list'; readonly items: readonly WireNode[]; readonly at: WirePlace }
  | {
      readonly kind: 'scalar';
      readonly value: string | number | boolean | null;
      readonly at: WirePlace;
    };
