/** The numbered table of faults that the local org can inject; local-org/README.md explains each, tests cite the numbers. */

export const FAULT_KINDS = {
  1: 'unauthorized-once',
  2: 'unauthorized-always',
  3: 'invalid-grant',
  4: 'refresh-token-rotated',
  5: 'refresh-token-reused',
  6: 'request-limit',
  7: 'http-420',
  8: 'too-many-requests-seconds',
  9: 'too-many-requests-date',
  10: 'server-error',
  11: 'unavailable',
  12: 'slow-headers',
  13: 'reset-mid-body',
  14: 'truncated-json',
  15: 'html-body',
  16: 'query-timeout',
  17: 'expired-locator',
  18: 'row-lock',
  19: 'limit-header-missing',
  20: 'limit-header-malformed',
} as const;

export type FaultNumber = keyof typeof FAULT_KINDS;
export type FaultKind = (typeof FAULT_KINDS)[FaultNumber];

/** Faults that spoil an answer on its way out; the request itself was carried out. */
export interface DeliveryFault {
  readonly kind: 'slow-headers' | 'reset-mid-body' | 'truncated-json';
  readonly delayMs: number;
}

export function faultNumber(kind: FaultKind): FaultNumber {
  const entry = Object.entries(FAULT_KINDS).find(([, name]) => name === kind);
  // The union type guarantees an entry.
  return Number(entry?.[0]) as FaultNumber;
}

/** Accepts a kind by its name or by its number in the table. */
export function parseFaultKind(value: unknown): FaultKind | null {
  return (
    Object.entries(FAULT_KINDS).find(
      ([number, name]) => name === value || number === String(value),
    )?.[1] ?? null
  );
}

/** Whether the fault is answered by the token endpoint rather than by the Data API. */
export function isTokenFault(kind: FaultKind): boolean {
  return (
    kind === 'invalid-grant' || kind === 'refresh-token-rotated' || kind === 'refresh-token-reused'
  );
}
