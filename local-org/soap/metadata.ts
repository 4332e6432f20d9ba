/** The Metadata API, `/services/Soap/m/{version}`: what there is of metadata, and fields to read; changes go through the control API. */
import type { ApiResponse } from '../http/message.ts';
import { childrenOf, childText, element } from '../http/xml.ts';
import type { XmlElement } from '../http/xml.ts';
import type { OpenCall } from '../platform.ts';
import { envelope, faultEnvelope, readEnvelope, SoapFault } from './envelope.ts';
import type { SoapRequest } from './envelope.ts';
import { customField } from './metadata-fields.ts';
import { describeMetadata, listMetadata } from './metadata-list.ts';
import { soapSession } from './soap-session.ts';

const METADATA = 'http://soap.sforce.com/2006/04/metadata';
const NAMESPACES = { xmlns: METADATA, 'xmlns:sf': METADATA };

export function metadataSoap(call: OpenCall): ApiResponse {
  try {
    const request = readEnvelope(call.request);
    const { name } = request.operation;
    return envelope(NAMESPACES, element(`${name}Response`, answer(call, request)));
  } catch (error) {
    if (error instanceof SoapFault) return faultEnvelope(NAMESPACES, error);
    throw error;
  }
}

function answer(call: OpenCall, request: SoapRequest): readonly XmlElement[] {
  const version = call.params['version'] ?? '';
  const session = soapSession(call, request, version);
  const { operation } = request;
  const isAdministrators = ['describeMetadata', 'listMetadata'].includes(operation.name);
  if (isAdministrators && !session.access.administers) {
    throw new SoapFault(
      'INSUFFICIENT_ACCESS',
      'use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions',
    );
  }
  if (operation.name === 'describeMetadata') return describeMetadata();
  if (operation.name === 'listMetadata') {
    return listMetadata(call.platform, session.userId, operation);
  }
  if (operation.name !== 'readMetadata' || childText(operation, 'type')?.trim() !== 'CustomField') {
    throw new SoapFault('UNKNOWN_EXCEPTION', 'This operation is not available on the local org');
  }
  const records = childrenOf(operation, 'fullNames').map(({ text }) =>
    customField(call, session, Number(version), text.trim()),
  );
  return [element('result', records)];
}
