/** How many subscriptions are open, and whether one more may be. */

import { AppError } from '../../common/errors.ts';

export interface SubscriptionPlaces {
  readonly open: number;
  /** @param viewer names whoever asks. @returns what gives the place back. @throws AppError RATE_LIMITED */
  take(viewer: string): () => void;
}

export interface PlaceLimits {
  readonly maxSubscriptions: number;
  readonly maxSubscriptionsPerViewer: number;
}

export function createSubscriptionPlaces(limits: PlaceLimits): SubscriptionPlaces {
  const byViewer = new Map<string, number>();
  let open = 0;
  return {
    get open() {
      return open;
    },
    take: (viewer) => {
      const own = byViewer.get(viewer) ?? 0;
      if (own >= limits.maxSubscriptionsPerViewer) throw tooMany('you have', own);
      if (open >= limits.maxSubscriptions) throw tooMany('the gateway has', open);
      open += 1;
      byViewer.set(viewer, own + 1);
      let isGiven = false;
      return () => {
        if (isGiven) return;
        isGiven = true;
        open -= 1;
        const left = (byViewer.get(viewer) ?? 1) - 1;
        if (left === 0) byViewer.delete(viewer);
        else byViewer.set(viewer, left);
      };
    },
  };
}

// Private:

function tooMany(who: string, count: number): AppError {
  return new AppError('RATE_LIMITED', `No more subscriptions can be opened: ${who} ${count}.`, {
    hint: 'End one first, or follow several objects in one subscription.',
    retryAfter: 30,
  });
}
