/** Who calls by SOAP: the SessionHeader of the envelope in place of the Authorization header. */
import { SalesforceError } from '../errors.ts';
import { requestLimitExceeded } from '../http/api-errors.ts';
import { sessionOf } from '../http/authenticate.ts';
import type { Session } from '../data/access.ts';
import type { OpenCall } from '../platform.ts';
import { SoapFault } from './envelope.ts';
import type { SoapRequest } from './envelope.ts';

/** Counts the call; throws SoapFault for a session that is none, and at the daily limit. */
export function soapSession(call: OpenCall, { sessionId }: SoapRequest, version: string): Session {
  const { platform, trace } = call;
  try {
    const { session, username } = sessionOf(platform, sessionId, version);
    trace.user = username;
    if (platform.usage.used() >= platform.settings.dailyApiRequests) throw requestLimitExceeded();
    trace.apiCalls = 1;
    return { ...session, api: 'soap' };
  } catch (error) {
    throw error instanceof SalesforceError ? sessionFault(error) : error;
  }
}

function sessionFault(error: SalesforceError): SoapFault {
  // Recorded: metaforce foo_invalid_session.
  return error.errorCode === 'INVALID_SESSION_ID'
    ? new SoapFault(
        'INVALID_SESSION_ID',
        'Invalid Session ID found in SessionHeader: Illegal Session',
      )
    : new SoapFault(error.errorCode, error.message);
}
