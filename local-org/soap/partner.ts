/** The SOAP partner API as far as clients still need it: login() up to version 64.0, and logout(). */
import { content } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import { elements, hasElement, leafText } from '../http/xml.ts';
import { passwordMatches } from '../oauth/passwords.ts';
import { findUserByName } from '../oauth/users.ts';
import type { OrgUser } from '../oauth/users.ts';
import type { OpenCall } from '../platform.ts';

/** login() is gone from 65.0 on; everything up to 30.0 is retired. */
const LAST_LOGIN_VERSION = 64;
const FIRST_VERSION = 31;

const PARTNER = 'urn:partner.soap.sforce.com';
const FAULTS = 'urn:fault.partner.soap.sforce.com';

export function partner(call: OpenCall): ApiResponse {
  const version = Number(call.params['version']);
  const xml = call.request.body.bytes.toString('utf8');
  if (!(version >= FIRST_VERSION)) {
    return fault('UNSUPPORTED_API_VERSION', 'Invalid Api version specified on URL');
  }
  if (hasElement(xml, 'logout')) return logout(call, xml);
  if (!hasElement(xml, 'login')) {
    return fault('UNKNOWN_EXCEPTION', 'This operation is not available on the local org');
  }
  if (version > LAST_LOGIN_VERSION || !call.platform.settings.soapLogin) {
    return fault('INVALID_OPERATION', 'SOAP API login() is disabled by default in this org.');
  }
  return login(call, xml);
}

function login(call: OpenCall, xml: string): ApiResponse {
  const user = findUserByName(call.platform.org, leafText(xml, 'username') ?? '');
  if (user?.isActive !== true || !passwordMatches(leafText(xml, 'password') ?? '')) {
    // Recorded: reportforce login_failed.
    return fault(
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
  return envelope(200, `<loginResponse>${loginResult(call, user, session.token)}</loginResponse>`);
}

/** Recorded: simple-salesforce login_success. */
function loginResult(call: OpenCall, user: OrgUser, sessionId: string): string {
  const { origin } = call.request;
  const version = call.params['version'] ?? '';
  const org = call.platform.org.id.slice(0, 15);
  const result = elements({
    metadataServerUrl: `${origin}/services/Soap/m/${version}/${org}`,
    passwordExpired: false,
    sandbox: false,
    serverUrl: `${origin}/services/Soap/u/${version}/${org}`,
    sessionId,
    userId: user.id,
  });
  return `<result>${result}<userInfo>${userInfo(call, user)}</userInfo></result>`;
}

function userInfo(call: OpenCall, user: OrgUser): string {
  return elements({
    accessibilityMode: false,
    currencySymbol: '$',
    orgAttachmentFileSizeLimit: 5_242_880,
    orgDefaultCurrencyIsoCode: 'USD',
    orgDisallowHtmlAttachments: false,
    orgHasPersonAccounts: false,
    organizationId: call.platform.org.id,
    organizationMultiCurrency: false,
    organizationName: 'Local Org',
    profileId: user.profileId,
    roleId: null,
    sessionSecondsValid: call.platform.settings.sessionTimeoutMinutes * 60,
    userDefaultCurrencyIsoCode: null,
    userEmail: user.email,
    userFullName: user.name,
    userId: user.id,
    userLanguage: user.language,
    userLocale: user.locale,
    userName: user.username,
    userTimeZone: user.timeZone,
    userType: 'Standard',
    userUiSkin: 'Theme3',
  });
}

function logout(call: OpenCall, xml: string): ApiResponse {
  if (!call.platform.tokens.revoke(leafText(xml, 'sessionId') ?? '')) {
    return fault(
      'INVALID_SESSION_ID',
      'Invalid Session ID found in SessionHeader: Illegal Session',
    );
  }
  return envelope(200, '<logoutResponse/>');
}

/** Faults are HTTP 500, whatever their cause. */
function fault(code: string, message: string, type = 'UnexpectedErrorFault'): ApiResponse {
  const detail = elements({ 'sf:exceptionCode': code, 'sf:exceptionMessage': message });
  return envelope(
    500,
    `<soapenv:Fault>${elements({ faultcode: code, faultstring: `${code}: ${message}` })}` +
      `<detail><sf:${type} xsi:type="sf:${type}">${detail}</sf:${type}></detail></soapenv:Fault>`,
  );
}

function envelope(status: number, body: string): ApiResponse {
  return content(
    status,
    'text/xml; charset=utf-8',
    '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope ' +
      `xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="${PARTNER}" xmlns:sf="${FAULTS}" ` +
      `xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`,
  );
}
