/** What each injected fault answers, in place of the API. */
import { invalidQueryLocator, unableToLockRow } from '../errors.ts';
import type { SalesforceError } from '../errors.ts';
import {
  errorBody,
  invalidSession,
  queryTimeout,
  requestLimitExceeded,
  serverUnavailable,
  unknownException,
} from '../http/api-errors.ts';
import { content, json } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import { expiredToken, oauthErrorResponse } from '../oauth/oauth-error.ts';
import type { DeliveryFault, FaultKind } from './fault-kinds.ts';
import type { FaultRule } from './fault-rules.ts';

/** Faults of one operation, wherever it runs: by itself or inside a composite call. */
export function isOperationFault(kind: FaultKind): boolean {
  return kind === 'query-timeout' || kind === 'expired-locator' || kind === 'row-lock';
}

export function operationError(kind: FaultKind): SalesforceError | null {
  if (kind === 'query-timeout') return queryTimeout();
  if (kind === 'expired-locator') return invalidQueryLocator();
  return kind === 'row-lock' ? unableToLockRow() : null;
}

/** The answer that a fault gives before the API is reached, or null where the fault works later. */
export function edgeAnswer(rule: FaultRule, now: number): ApiResponse | null {
  switch (rule.kind) {
    case 'unauthorized-once':
    case 'unauthorized-always':
      return errorResponse(invalidSession(), { 'WWW-Authenticate': 'Token' });
    case 'invalid-grant':
      return oauthErrorResponse(expiredToken());
    case 'request-limit':
      return errorResponse(requestLimitExceeded());
    case 'http-420':
      return content(420, HTML, NO_ROUTE_PAGE);
    case 'too-many-requests-seconds':
      return tooManyRequests(String(rule.retryAfterSeconds));
    case 'too-many-requests-date':
      return tooManyRequests(new Date(now + rule.retryAfterSeconds * 1_000).toUTCString());
    case 'server-error':
      return errorResponse(unknownException('1234567890-12345 (-1234567890)'));
    case 'unavailable':
      return errorResponse(serverUnavailable());
    case 'html-body':
      return content(200, HTML, MAINTENANCE_PAGE);
    default:
      return null;
  }
}

export function deliveryFault(rule: FaultRule | null): DeliveryFault | null {
  if (rule === null) return null;
  const { kind, delayMs } = rule;
  const spoils = kind === 'slow-headers' || kind === 'reset-mid-body' || kind === 'truncated-json';
  return spoils ? { kind, delayMs } : null;
}

/** The limit header as a fault leaves it; null: not sent. */
export function limitHeader(fault: FaultKind | null, used: number, max: number): string | null {
  if (fault === 'limit-header-missing') return null;
  if (fault === 'limit-header-malformed') return 'api-usage=?/';
  return `api-usage=${used}/${max}`;
}

function errorResponse(error: SalesforceError, headers: Record<string, string> = {}): ApiResponse {
  return json(error.status, errorBody(error), headers);
}

const tooManyRequests = (retryAfter: string): ApiResponse =>
  json(429, [{ message: 'Too many requests.', errorCode: 'TOO_MANY_REQUESTS' }], {
    'Retry-After': retryAfter,
  });

const HTML = 'text/html;charset=UTF-8';
const MAINTENANCE_PAGE =
  '<!DOCTYPE html><html><head><title>Maintenance</title></head><body><h1>We are down for maintenance.</h1></body></html>';
const NO_ROUTE_PAGE =
  '<!DOCTYPE html><html><head><title>420</title></head><body>No routing information for this host.</body></html>';
