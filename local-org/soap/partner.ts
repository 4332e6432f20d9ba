/** The SOAP partner API, `/services/Soap/u/{version}`: login() up to version 64.0, logout(), and the calls on data and metadata. */
import type { ApiResponse } from '../http/message.ts';
import { childText, element } from '../http/xml.ts';
import type { XmlElement } from '../http/xml.ts';
import { findUserByName } from '../oauth/users.ts';
import type { OrgUser } from '../oauth/users.ts';
import type { OpenCall } from '../platform.ts';
import { SalesforceError } from '../errors.ts';
import { envelope, faultEnvelope, readEnvelope, SoapFault } from './envelope.ts';
import { partnerCall } from './partner-call.ts';
import type { PartnerOperation } from './partner-call.ts';
import { CONVERSION_OPERATIONS } from './partner-conversions.ts';
import { RECORD_OPERATIONS } from './partner-data.ts';
import { DESCRIBE_OPERATIONS } from './partner-describe.ts';
import { PASSWORD_OPERATIONS } from './partner-passwords.ts';
import { PARTNER_FAULT_NAMESPACE, PARTNER_NAMESPACE } from './partner-wsdl.ts';
import { typedElement } from './schema-elements.ts';
import { SOBJECT_NAMESPACE } from './sobject-xml.ts';
import { soapSession } from './soap-session.ts';
import type { SoapRequest } from './envelope.ts';
import { userInfo } from './user-info.ts';

/** login() is gone from 65.0 on; everything up to 30.0 is retired. */
const LAST_LOGIN_VERSION = 64;
const FIRST_VERSION = 31;

/** Clients that take fields for text, such as the Force.com toolkit for PHP, count on the prefix `sf`. */
const ANSWER_NAMESPACES = { xmlns: PARTNER_NAMESPACE, 'xmlns:sf': SOBJECT_NAMESPACE };
const FAULT_NAMESPACES = { xmlns: PARTNER_NAMESPACE, 'xmlns:sf': PARTNER_FAULT_NAMESPACE };

const OPERATIONS: Readonly<Record<string, PartnerOperation>> = {
  ...RECORD_OPERATIONS,
  ...CONVERSION_OPERATIONS,
  ...DESCRIBE_OPERATIONS,
  ...PASSWORD_OPERATIONS,
};

export function partner(call: OpenCall): ApiResponse {
  try {
    return envelope(ANSWER_NAMESPACES, answer(call, readEnvelope(call.request)));
  } catch (error) {
    if (error instanceof SoapFault) return faultEnvelope(FAULT_NAMESPACES, error);
    throw error;
  }
}

function answer(call: OpenCall, request: SoapRequest): XmlElement {
  const version = Number(call.params['version']);
  if (!(version >= FIRST_VERSION)) {
    throw new SoapFault('UNSUPPORTED_API_VERSION', 'Invalid Api version specified on URL');
  }
  switch (request.operation.name) {
    case 'login':
      if (version > LAST_LOGIN_VERSION || !call.platform.settings.soapLogin) {
        throw new SoapFault(
          'INVALID_OPERATION',
          'SOAP API login() is disabled by default in this org.',
        );
      }
      return login(call, request.operation);
    case 'logout':
      return logout(call, request);
    default:
      return dataOperation(call, request);
  }
}

function dataOperation(call: OpenCall, request: SoapRequest): XmlElement {
  const version = call.params['version'] ?? '';
  const { name } = request.operation;
  const run = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
  const session = soapSession(call, request, version);
  if (run === undefined) {
    throw new SoapFault('UNKNOWN_EXCEPTION', 'This operation is not available on the local org');
  }
  const dispatch = () => {
    throw new Error('SOAP calls have no subrequests');
  };
  const data = { ...call, version, basePath: `/services/data/v${version}`, session, dispatch };
  try {
    return element(`${name}Response`, run(partnerCall(data, request.header), request.operation));
  } catch (error) {
    if (!(error instanceof SalesforceError)) throw error;
    throw new SoapFault(error.errorCode, error.message, FAULT_TYPES[error.errorCode]);
  }
}

/** Of the partner WSDL; the others are UnexpectedErrorFault. */
const FAULT_TYPES: Readonly<Record<string, string>> = {
  MALFORMED_QUERY: 'MalformedQueryFault',
  INVALID_FIELD: 'InvalidFieldFault',
  INVALID_TYPE: 'InvalidSObjectFault',
  MALFORMED_ID: 'InvalidIdFault',
  INVALID_QUERY_LOCATOR: 'InvalidQueryLocatorFault',
};

function login(call: OpenCall, operation: XmlElement): XmlElement {
  const user = findUserByName(call.platform.org, childText(operation, 'username') ?? '');
  const password = childText(operation, 'password') ?? '';
  if (user?.isActive !== true || !call.platform.passwords.matches(user.id, password)) {
    // Recorded: reportforce login_failed.
    throw new SoapFault(
      'INVALID_LOGIN',
      'Invalid username, password, security token; or user locked out.',
      'LoginFault',
    );
  }
  const session = call.platform.tokens.issueAccessToken({
    userId: user.id,
    clientId: null,
    scopes: ['api'],
    grantId: null,
  });
  const result = loginResult(call, user, session.token);
  return element('loginResponse', [typedElement('result', 'LoginResult', result)]);
}

/** Recorded: simple-salesforce login_success. */
function loginResult(call: OpenCall, user: OrgUser, sessionId: string): object {
  const { origin } = call.request;
  const version = call.params['version'] ?? '';
  const org = call.platform.org.id.slice(0, 15);
  return {
    metadataServerUrl: `${origin}/services/Soap/m/${version}/${org}`,
    passwordExpired: false,
    sandbox: false,
    serverUrl: `${origin}/services/Soap/u/${version}/${org}`,
    sessionId,
    userId: user.id,
    userInfo: userInfo(call.platform, user),
  };
}

function logout(call: OpenCall, { sessionId }: SoapRequest): XmlElement {
  if (!call.platform.tokens.revoke(sessionId)) {
    throw new SoapFault(
      'INVALID_SESSION_ID',
      'Invalid Session ID found in SessionHeader: Illegal Session',
    );
  }
  return element('logoutResponse');
}
