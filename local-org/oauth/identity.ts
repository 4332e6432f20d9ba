/** Who a token belongs to: `/id/{org}/{user}` and `/services/oauth2/userinfo`. */
import { content, json } from '../http/message.ts';
import type { ApiRequest, ApiResponse } from '../http/message.ts';
import type { OpenCall } from '../platform.ts';
import { LATEST_VERSION } from '../rest/versions.ts';
import { findUserById } from './users.ts';
import type { OrgUser } from './users.ts';

/** Recorded: SalesforceMobileSDK identity.json. Errors are 403 with one word, not JSON. */
export function identity(call: OpenCall): ApiResponse {
  const { org, tokens } = call.platform;
  const key = presentedToken(call.request);
  if (key === null) return refuse(403, 'Missing_OAuth_Token');
  const token = tokens.useAccessToken(key);
  if (token === null) return refuse(403, 'Bad_OAuth_Token');
  if (!sameId(call.params['org'] ?? '', org.id)) return refuse(403, 'Wrong_Org');
  const user = findUserById(org, token.userId);
  if (user === null || !sameId(call.params['user'] ?? '', user.id)) return refuse(404, 'Bad_Id');
  return json(200, identityBody(call, user));
}

export function userInfo(call: OpenCall): ApiResponse {
  const key = presentedToken(call.request);
  if (key === null) return refuse(403, 'Missing_OAuth_Token');
  const token = call.platform.tokens.useAccessToken(key);
  const user = token === null ? null : findUserById(call.platform.org, token.userId);
  if (user === null) return refuse(403, 'Bad_OAuth_Token');
  return json(200, userInfoBody(call, user));
}

/** The bearer header, `access_token` (RFC 6750) or `oauth_token`, which jsforce's identity() sends. */
function presentedToken(request: ApiRequest): string | null {
  const bearer = /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1];
  return bearer ?? request.query.get('oauth_token') ?? request.query.get('access_token');
}

function identityBody(call: OpenCall, user: OrgUser): object {
  const { org } = call.platform;
  const { origin } = call.request;
  return {
    id: identityName(org.id, user.id),
    asserted_user: true,
    user_id: user.id,
    organization_id: org.id,
    username: user.username,
    nick_name: user.nickname,
    display_name: user.name,
    email: user.email,
    email_verified: true,
    first_name: user.firstName,
    last_name: user.lastName,
    timezone: user.timeZone,
    photos: photos(origin),
    addr_street: null,
    addr_city: null,
    addr_state: null,
    addr_country: null,
    addr_zip: null,
    mobile_phone: null,
    mobile_phone_verified: false,
    is_lightning_login_user: false,
    status: { created_date: null, body: null },
    urls: serviceUrls(call, user),
    active: user.isActive,
    user_type: user.userType,
    language: user.language,
    locale: user.locale,
    utcOffset: standardUtcOffset(user.timeZone),
    last_modified_date: user.lastModified,
    is_app_installed: true,
  };
}

function userInfoBody(call: OpenCall, user: OrgUser): object {
  const { org } = call.platform;
  const { origin } = call.request;
  return {
    sub: identityName(org.id, user.id),
    user_id: user.id,
    organization_id: org.id,
    preferred_username: user.username,
    nickname: user.nickname,
    name: user.name,
    email: user.email,
    email_verified: true,
    given_name: user.firstName,
    family_name: user.lastName,
    zoneinfo: user.timeZone,
    photos: photos(origin),
    profile: `${origin}/${user.id}`,
    picture: photos(origin).picture,
    address: {},
    is_salesforce_integration_user: false,
    urls: serviceUrls(call, user),
    active: user.isActive,
    user_type: user.userType,
    language: user.language,
    locale: user.locale,
    utcOffset: standardUtcOffset(user.timeZone),
    updated_at: user.lastModified.replace('.000+0000', 'Z'),
  };
}

/** The identity inside a document is a name, not an address: every org's begins with Salesforce's login host. */
const identityName = (orgId: string, userId: string): string =>
  `https://login.salesforce.com/id/${orgId}/${userId}`;

const photos = (origin: string) => ({
  picture: `${origin}/profilephoto/005/F`,
  thumbnail: `${origin}/profilephoto/005/T`,
});

/** URLs hold the literal `{version}` unless the caller names one (`?version=62.0` or `latest`). */
function serviceUrls(call: OpenCall, user: OrgUser): Record<string, string> {
  const { origin, query } = call.request;
  const asked = query.get('version');
  const version = asked === 'latest' ? LATEST_VERSION : (asked ?? '{version}');
  const org = call.platform.org.id.slice(0, 15);
  const rest = `${origin}/services/data/v${version}`;
  return {
    enterprise: `${origin}/services/Soap/c/${version}/${org}`,
    metadata: `${origin}/services/Soap/m/${version}/${org}`,
    partner: `${origin}/services/Soap/u/${version}/${org}`,
    rest: `${rest}/`,
    sobjects: `${rest}/sobjects/`,
    search: `${rest}/search/`,
    query: `${rest}/query/`,
    recent: `${rest}/recent/`,
    tooling_soap: `${origin}/services/Soap/T/${version}/${org}`,
    tooling_rest: `${rest}/tooling/`,
    profile: `${origin}/${user.id}`,
    feeds: `${rest}/chatter/feeds`,
    groups: `${rest}/chatter/groups`,
    users: `${rest}/chatter/users`,
    feed_items: `${rest}/chatter/feed-items`,
    feed_elements: `${rest}/chatter/feed-elements`,
    custom_domain: origin,
  };
}

/** Milliseconds east of UTC in winter, as Salesforce gives it: without daylight saving. */
function standardUtcOffset(timeZone: string): number {
  const january = new Date(Date.UTC(2026, 0, 1));
  const text = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
    .formatToParts(january)
    .find((part) => part.type === 'timeZoneName')?.value;
  const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(text ?? '') ?? [];
  const size = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000;
  return sign === '-' ? -size : size;
}

/** 15 and 18 characters name the same record. */
function sameId(left: string, right: string): boolean {
  return left.slice(0, 15) === right.slice(0, 15) && [15, 18].includes(left.length);
}

const refuse = (status: number, word: string): ApiResponse =>
  content(status, 'text/html;charset=UTF-8', word);
