import fc from 'fast-check';
import { createBudgetLanes } from '../../../src/salesforce/budget-lanes.ts';
import type { ApiBudget } from '../../../src/salesforce/limit-info.ts';
import { UsageWindow } from '../../../src/salesforce/usage-window.ts';

const HOUR = 3_600_000;
const START = 1_750_000_000_000;

describe('the window of 24 hours', () => {
  it('takes calls of before the first observation to leave evenly', () => {
    const window = new UsageWindow();
    window.observe(8_000, START);
    expect(window.usedAt(START + 12 * HOUR)).toBeCloseTo(4_000);
    expect(window.secondsUntil(6_000, START)).toBe(6 * 3_600);
    expect(window.secondsUntil(8_000, START)).toBe(0);
    expect(window.secondsUntil(0, START)).toBe(24 * 3_600);
  });

  it('knows that calls it saw being made leave a day later', () => {
    const window = new UsageWindow();
    window.observe(0, START);
    window.observe(900, START + HOUR);
    expect(window.secondsUntil(800, START + 2 * HOUR)).toBe(23 * 3_600);
    expect(window.usedAt(START + 26 * HOUR)).toBe(0);
  });

  it('believes Salesforce where fewer calls count than it thought', () => {
    const window = new UsageWindow();
    window.observe(8_000, START);
    window.observe(100, START + 12 * HOUR);
    expect(window.usedAt(START + 12 * HOUR)).toBeCloseTo(100);
    window.observe(0, START + 13 * HOUR);
    expect(window.usedAt(START + 13 * HOUR)).toBeCloseTo(0);
  });

  it('always agrees with the last observation and never waits for more than a day', () => {
    const steps = fc.array(fc.tuple(fc.nat(8 * HOUR), fc.nat(15_000)), { minLength: 1 });
    fc.assert(
      fc.property(steps, fc.nat(15_000), (observations, target) => {
        const window = new UsageWindow();
        let now = START;
        for (const [passed, used] of observations) {
          now += passed;
          window.observe(used, now);
          expect(window.usedAt(now)).toBeCloseTo(used, 3);
        }
        const seconds = window.secondsUntil(target, now);
        expect(seconds).toBeLessThanOrEqual(24 * 3_600);
        expect(window.usedAt(now + seconds * 1_000)).toBeLessThanOrEqual(target + 1e-6);
      }),
      { seed: 3, numRuns: 200 },
    );
  });
});

describe('lanes', () => {
  function setup() {
    let now = START;
    let budget: ApiBudget | null = null;
    const refused: string[] = [];
    const lanes = createBudgetLanes({
      read: () => budget,
      percent: { public: 80, portal: 95, staff: 100 },
      onRefused: (lane) => refused.push(lane),
      now: () => now,
    });
    return {
      lanes,
      refused,
      tell: (used: number) => void (budget = { used, max: 10_000 }),
      pass: (milliseconds: number) => void (now += milliseconds),
    };
  }

  it('lets everybody read while Salesforce has told nothing', () => {
    const { lanes } = setup();
    expect(lanes.refusal('public')).toBeNull();
    expect(lanes.report('public')).toBeNull();
  });

  it('stops the public first, then the portal, and staff never', () => {
    const { lanes, tell, refused } = setup();
    const stopped = () =>
      (['public', 'portal', 'staff'] as const).filter((lane) => lanes.refusal(lane) !== null);
    tell(7_999);
    expect(stopped()).toEqual([]);
    tell(8_000);
    expect(stopped()).toEqual(['public']);
    tell(9_500);
    expect(stopped()).toEqual(['public', 'portal']);
    tell(10_000);
    expect(stopped()).toEqual(['public', 'portal']);
    expect(refused).toEqual(['public', 'public', 'portal', 'public', 'portal']);
    expect(lanes.report('portal')).toEqual({
      ...{ used: 10_000, max: 10_000, lane: 'portal', laneMax: 9_500 },
    });
  });

  it('says when calls become free, and serves again then without being told', () => {
    const { lanes, tell, pass } = setup();
    tell(9_000);
    const error = lanes.refusal('public');
    expect(error).toMatchObject({ code: 'API_LIMIT_REACHED' });
    const seconds = error?.retryAfter ?? 0;
    // 1,001 of 9,000 calls have to leave.
    expect(seconds).toBeCloseTo((1_001 / 9_000) * 86_400, -1);
    pass((seconds - 60) * 1_000);
    expect(lanes.refusal('public')).not.toBeNull();
    pass(120_000);
    expect(lanes.refusal('public')).toBeNull();
  });
});
