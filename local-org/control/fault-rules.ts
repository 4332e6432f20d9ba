/** Rules that decide, request by request, which fault to inject: by path, method, count and probability. */
import { faultNumber, parseFaultKind } from './fault-kinds.ts';
import type { FaultKind } from './fault-kinds.ts';

export interface FaultRule {
  readonly kind: FaultKind;
  /** Matched against the path with its leading slash, without the query string. */
  readonly path: RegExp;
  readonly method: string | null;
  /** How many requests it still spoils; null is without end. */
  readonly remaining: number | null;
  readonly probability: number;
  /** Matching requests to let pass before the first fault. */
  readonly skip: number;
  readonly delayMs: number;
  readonly retryAfterSeconds: number;
}

export interface FaultRules {
  add(rule: FaultRule): void;
  clear(): void;
  list(): readonly object[];
  /** The fault for this request, spending one of its rule's count. */
  draw(method: string, path: string, allowed: (kind: FaultKind) => boolean): FaultRule | null;
}

/** @param random a number in [0, 1) for `probability`, seeded so that a run repeats. */
export function createFaultRules(random: () => number): FaultRules {
  let rules: FaultRule[] = [];
  const replace = (old: FaultRule, changed: FaultRule) => {
    rules = rules.map((rule) => (rule === old ? changed : rule));
  };
  return {
    add: (rule) => void rules.push(rule),
    clear: () => void (rules = []),
    list: () => rules.map(describeRule),
    draw(method, path, allowed) {
      for (const rule of rules) {
        if (rule.remaining === 0 || !allowed(rule.kind) || !matches(rule, method, path)) continue;
        if (rule.skip > 0) {
          replace(rule, { ...rule, skip: rule.skip - 1 });
          continue;
        }
        if (rule.probability < 1 && random() >= rule.probability) continue;
        replace(rule, {
          ...rule,
          remaining: rule.remaining === null ? null : rule.remaining - 1,
        });
        return rule;
      }
      return null;
    },
  };
}

export class FaultRuleError extends Error {}

/** Reads a rule from the control API's JSON; the message of the error names the wrong key. */
export function parseFaultRule(source: Readonly<Record<string, unknown>>): FaultRule {
  const unknown = Object.keys(source).find((key) => !RULE_KEYS.includes(key));
  if (unknown !== undefined) throw new FaultRuleError(`unknown key '${unknown}' in a fault rule`);
  const kind = parseFaultKind(source['kind']);
  if (kind === null) throw new FaultRuleError(`unknown fault kind '${String(source['kind'])}'`);
  return {
    kind,
    path: parsePath(source['path'] ?? DEFAULT_PATHS[kind] ?? '^/services/data/'),
    method: typeof source['method'] === 'string' ? source['method'].toUpperCase() : null,
    remaining: kind === 'unauthorized-once' ? 1 : optionalNumber(source, 'count', null),
    probability: optionalNumber(source, 'probability', 1),
    skip: optionalNumber(source, 'skip', 0),
    delayMs: optionalNumber(source, 'delayMs', 1_000),
    retryAfterSeconds: optionalNumber(source, 'retryAfterSeconds', 1),
  };
}

/** Where a kind strikes unless the rule says otherwise. */
const DEFAULT_PATHS: Readonly<Partial<Record<FaultKind, string>>> = {
  'invalid-grant': '^/services/oauth2/token$',
  'refresh-token-rotated': '^/services/oauth2/token$',
  'refresh-token-reused': '^/services/oauth2/token$',
  'query-timeout': '/(query|queryAll)(/|$)',
  'expired-locator': '/(query|queryAll)/.',
  'row-lock': '/sobjects(/|$)',
};

const RULE_KEYS = [
  'kind',
  'path',
  'method',
  'count',
  'probability',
  'skip',
  'delayMs',
  'retryAfterSeconds',
];

function parsePath(source: unknown): RegExp {
  if (typeof source !== 'string') throw new FaultRuleError("'path' must be a regular expression");
  try {
    return new RegExp(source, 'u');
  } catch {
    throw new FaultRuleError(`'path' is not a regular expression: ${source}`);
  }
}

function optionalNumber<Fallback extends number | null>(
  source: Readonly<Record<string, unknown>>,
  key: string,
  fallback: Fallback,
): number | Fallback {
  const value = source[key];
  if (value === undefined || value === null) return fallback;
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
    throw new FaultRuleError(`'${key}' must be a number of at least 0`);
  }
  return value;
}

function matches(rule: FaultRule, method: string, path: string): boolean {
  return (rule.method === null || rule.method === method) && rule.path.test(path);
}

function describeRule(rule: FaultRule): object {
  return { ...rule, number: faultNumber(rule.kind), path: rule.path.source };
}
