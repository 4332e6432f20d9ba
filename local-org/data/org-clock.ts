/** The org's clock: real time until a test sets it. */

export interface OrgClock {
  now(): Date;
  /** Stops the clock at this moment. */
  set(moment: Date): void;
  /** Moves the clock on by milliseconds, running or stopped. */
  advance(milliseconds: number): void;
  /** Back to real time. */
  reset(): void;
}

export function createOrgClock(realTime: () => number = Date.now): OrgClock {
  let stoppedAt: number | undefined;
  let ahead = 0;
  return {
    now: () => new Date(stoppedAt ?? realTime() + ahead),
    set: (moment) => {
      stoppedAt = moment.getTime();
    },
    advance: (milliseconds) => {
      if (stoppedAt === undefined) ahead += milliseconds;
      else stoppedAt += milliseconds;
    },
    reset: () => {
      stoppedAt = undefined;
      ahead = 0;
    },
  };
}
