/** `/services/Soap/s/{version}`: executeAnonymous of the SOAP Apex API, by which the Salesforce CLI runs Apex. */
import type { ApiResponse } from '../http/message.ts';
import { childText, element, elements } from '../http/xml.ts';
import type { OpenCall } from '../platform.ts';
import { executeAndLog } from '../tooling/apex-logs.ts';
import { envelope, faultEnvelope, readEnvelope, SoapFault } from './envelope.ts';
import { soapSession } from './soap-session.ts';

const APEX = 'http://soap.sforce.com/2006/08/apex';
const NAMESPACES = { xmlns: APEX, 'xmlns:sf': APEX };

export function apexSoap(call: OpenCall): ApiResponse {
  try {
    const request = readEnvelope(call.request);
    const session = soapSession(call, request, call.params['version'] ?? '');
    if (request.operation.name !== 'executeAnonymous') {
      throw new SoapFault('UNKNOWN_EXCEPTION', 'This operation is not available on the local org');
    }
    const source =
      childText(request.operation, 'apexcode') ?? childText(request.operation, 'String') ?? '';
    const { log, result } = executeAndLog(call.platform, session, source);
    const info = element('DebuggingInfo', elements({ debugLog: log }));
    const answer = element('result', elements(result));
    return envelope(NAMESPACES, element('executeAnonymousResponse', [answer]), [info]);
  } catch (error) {
    if (error instanceof SoapFault) return faultEnvelope(NAMESPACES, error);
    throw error;
  }
}
