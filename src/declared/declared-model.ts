/** Everything that files declare, as the schema needs it. */

import type { DeclaredSdl } from './declared-sdl.ts';
import type { DeclaredQuery } from './declared-query.ts';

export interface DeclaredModel {
  /** Hash of the content: equal for equal files and metadata. */
  readonly version: string;
  readonly queries: readonly DeclaredQuery[];
  readonly sdl: readonly DeclaredSdl[];
}

export const NOTHING_DECLARED: DeclaredModel = Object.freeze({
  version: 'nothing',
  queries: [],
  sdl: [],
});
