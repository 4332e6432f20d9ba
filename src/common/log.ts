/** The gateway's log: JSON lines on stderr from which tokens, secrets and credentials are struck out. */

import { pino } from 'pino';
import type { DestinationStream, Level, Logger } from 'pino';

export type Log = Logger;

export interface LogOptions {
  readonly level: Level | 'silent';
  /** Configured secrets; struck out wherever they turn up, also inside messages and error texts. */
  readonly secrets: readonly string[];
  /** Where lines go; stderr unless given. */
  readonly destination?: DestinationStream;
}

export const REDACTED = '[redacted]';

export function createLog(options: LogOptions): Log {
  const redact = createRedactor(options.secrets);
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      // On the written line, so that no nesting, message or error text can carry a secret past it.
      hooks: { streamWrite: redact },
    },
    options.destination ?? pino.destination({ dest: 2, sync: false }),
  );
}

/** Shapes of credentials that must never be printed, whatever variable they came from. */
const CREDENTIALS: readonly (readonly [RegExp, string])[] = [
  // JSON members and header dumps whose name says that the value is secret.
  [
    /(\\?"(?:proxy-)?(?:authorization|cookie|set-cookie|access_?token|refresh_?token|client_?secret|secret(?:_?key)?|password|assertion|code_verifier|session_?id)\\?"\s*:\s*\\?")(?:[^"\\]|\\[^"])*/gi,
    `$1${REDACTED}`,
  ],
  [
    /\b(access_token|refresh_token|client_secret|password|assertion|code_verifier|token|sid)=[^&\s"'\\]+/gi,
    `$1=${REDACTED}`,
  ],
  [/\b(Bearer|OAuth|Basic)\s+(?=\S*[0-9!=])[A-Za-z0-9!._~+/=-]{8,}/gi, `$1 ${REDACTED}`],
  // Salesforce access token (session id): organisation id, "!", opaque part.
  [/\b00D[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?(?:!|%21)[A-Za-z0-9._%+/=-]+/g, REDACTED],
  // Salesforce refresh token.
  [/\b5Aep[A-Za-z0-9._=-]{10,}/g, REDACTED],
  // JWT, signed or not.
  [/\beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*)?/g, REDACTED],
];

/** @returns a function that strikes every credential out of a text. */
export function createRedactor(secrets: readonly string[]): (text: string) => string {
  const literals = [
    ...new Set(
      secrets.flatMap((secret) => [
        secret,
        JSON.stringify(secret).slice(1, -1),
        encodeURIComponent(secret),
      ]),
    ),
  ].filter((literal) => literal !== '');
  return (text) => {
    let result = text;
    for (const literal of literals) result = result.replaceAll(literal, REDACTED);
    for (const [pattern, replacement] of CREDENTIALS) result = result.replace(pattern, replacement);
    return result;
  };
}
