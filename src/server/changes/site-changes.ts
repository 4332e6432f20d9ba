/** What a site asks for from time to time: the tags of what changed since it asked last, and a place to go on from. */

import type { Envelope } from '../../store/envelope.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { LoggedChanges } from './change-log.ts';
import type { ChangeTags } from './change-tags.ts';
import { openPosition, sealPosition } from './sealed-position.ts';

export interface SiteChanges {
  /** `off` where the gateway follows no changes at all; `connecting` while the org is not heard. */
  readonly state: 'listening' | 'connecting' | 'off';
  /** Everything may have changed: no place was given, or nobody knows what came after it. */
  readonly reset: boolean;
  /** Sorted; of what changed, with the tag of anything. Empty with `reset`. */
  readonly tags: readonly string[];
  /** To be given the next time; null where no changes are followed. */
  readonly position: string | null;
}

export interface SiteChangesOptions {
  /** Null where the configuration turns change events off. */
  readonly feed: Pick<ChangeFeed, 'log' | 'status'> | null;
  readonly tags: ChangeTags | null;
  readonly envelope: Envelope;
  /** Name of the org that answers the site. */
  readonly org: string;
}

/** @param after `position` of the last answer; null for none. @throws AppError BAD_USER_INPUT for one of elsewhere. */
export function changesSince(
  after: string | null,
  { feed, tags, envelope, org }: SiteChangesOptions,
): SiteChanges {
  if (feed === null || tags === null) return NOTHING_FOLLOWED;
  // Another key makes other tags, so that a position of before says nothing of those that a site keeps now.
  const owner = `site-changes/${org}/${tags.any}`;
  const { log } = feed;
  const steps = after === null ? null : log.after(openPosition(after, envelope, owner));
  const changed = steps === null ? null : tagsOf(steps, tags);
  return {
    state: feed.status().state === 'listening' ? 'listening' : 'connecting',
    reset: changed === null,
    tags: changed ?? [],
    position: sealPosition(log.position ?? log.run, envelope, owner),
  };
}

// Private:

const NOTHING_FOLLOWED: SiteChanges = { state: 'off', reset: false, tags: [], position: null };

/** Null where anything may have changed. */
function tagsOf(steps: readonly LoggedChanges[], tags: ChangeTags): readonly string[] | null {
  const changed = new Set<string>();
  for (const { object } of steps.flatMap(({ changes }) => changes)) {
    if (object === null) return null;
    changed.add(tags.of(object));
  }
  if (changed.size > 0) changed.add(tags.any);
  return [...changed].sort();
}
