/** Shares an org's daily API calls between lanes, so that the public site cannot use up what customers and staff need. */

import { AppError } from '../common/errors.ts';
import type { ApiBudget } from './limit-info.ts';
import { UsageWindow } from './usage-window.ts';

export const LANES = ['public', 'portal', 'staff'] as const;

/** Who a call is made for: visitors, people who are logged in, staff. */
export type Lane = (typeof LANES)[number];

export interface BudgetLanesOptions {
  /** As last told by Salesforce: a new object for every answer; null before the first. */
  readonly read: () => ApiBudget | null;
  /** Percent of the org's calls up to which each lane may read. */
  readonly percent: Readonly<Record<Lane, number>>;
  /** Called for every statement that is not sent. */
  readonly onRefused?: (lane: Lane) => void;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** `extensions.skybridge.budget`. */
export interface BudgetReport extends ApiBudget {
  readonly lane: Lane;
  /** Calls of the org from which on this lane is no longer served from Salesforce. */
  readonly laneMax: number;
}

export interface BudgetLanes {
  /** Null before Salesforce told the first time. */
  report(lane: Lane): BudgetReport | null;
  /** API_LIMIT_REACHED where the lane has to wait; null where it may read. */
  refusal(lane: Lane): AppError | null;
  /** Calls of the org from which on the lane has to wait; null before Salesforce told the first time. */
  laneMax(lane: Lane): number | null;
}

export function createBudgetLanes(options: BudgetLanesOptions): BudgetLanes {
  const now = options.now ?? Date.now;
  const window = new UsageWindow();
  let seen: ApiBudget | null = null;

  const current = (): ApiBudget | null => {
    const budget = options.read();
    if (budget !== null && budget !== seen) window.observe(budget.used, now());
    seen = budget ?? seen;
    return seen;
  };
  const maxOf = (lane: Lane, { max }: ApiBudget): number =>
    Math.floor((max * options.percent[lane]) / 100);

  return {
    laneMax: (lane) => {
      const budget = current();
      return budget === null ? null : maxOf(lane, budget);
    },
    report: (lane) => {
      const budget = current();
      return budget === null ? null : { ...budget, lane, laneMax: maxOf(lane, budget) };
    },
    refusal: (lane) => {
      const budget = current();
      // All of it: Salesforce itself says when there is no more.
      if (budget === null || options.percent[lane] >= 100) return null;
      const laneMax = maxOf(lane, budget);
      // By the estimate, not the last answer: a lane that waits would never hear that calls have become free.
      if (window.usedAt(now()) < laneMax) return null;
      options.onRefused?.(lane);
      return exhausted(lane, window.secondsUntil(laneMax - 1, now()));
    },
  };
}

// Private:

/** Waiting less would only meet the next refusal. */
const MIN_RETRY_SECONDS = 30;

function exhausted(lane: Lane, seconds: number): AppError {
  return new AppError(
    'API_LIMIT_REACHED',
    `The org's daily API calls that are meant for ${WHO[lane]} are used up.`,
    {
      hint: 'Try again later: the limit counts the last 24 hours. The operator can change budget: in skybridge.yaml.',
      retryAfter: Math.max(MIN_RETRY_SECONDS, seconds),
    },
  );
}

const WHO: Readonly<Record<Lane, string>> = {
  public: 'visitors',
  portal: 'people who are logged in',
  staff: 'staff',
};
