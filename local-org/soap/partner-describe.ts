/** The SOAP partner API's calls about the org itself: describes, tabs, user, time. Source: partner WSDL. */
import { describeGlobal, describeObject } from '../data/describe.ts';
import { childrenOf, childText } from '../http/xml.ts';
import type { XmlElement } from '../http/xml.ts';
import { findUserById } from '../oauth/users.ts';
import { deletedRecords, updatedRecords } from '../rest/changes.ts';
import { describeTabs } from '../rest/tabs.ts';
import type { PartnerCall, PartnerOperation } from './partner-call.ts';
import { requireType } from './partner-records.ts';
import { typedElement } from './schema-elements.ts';
import { userInfo } from './user-info.ts';

export const DESCRIBE_OPERATIONS: Readonly<Record<string, PartnerOperation>> = {
  describeSObject: (call, operation) => [
    describeOne(call, childText(operation, 'sObjectType') ?? ''),
  ],
  describeSObjects: (call, operation) =>
    childrenOf(operation, 'sObjectType').map(({ text }) => describeOne(call, text.trim())),
  describeGlobal: (call) => {
    const { sobjects, ...facts } = describeGlobal(call.platform.org.catalog, call.session);
    const described = sobjects.map((one) => ({ ...one, idEnabled: true }));
    return [typedElement('result', 'DescribeGlobalResult', { ...facts, sobjects: described })];
  },
  describeTabs: (call) => [typedElement('result', 'DescribeTabSetResult', tabSet(call))],
  describeAllTabs: (call) =>
    describeTabs(call).map((tab) => typedElement('result', 'DescribeTab', tab)),
  getServerTimestamp: (call) => [
    typedElement('result', 'GetServerTimestampResult', {
      timestamp: call.platform.org.clock.now().toISOString(),
    }),
  ],
  getUserInfo: (call) => {
    const user = findUserById(call.platform.org, call.session.userId);
    const info = user === null ? {} : userInfo(call.platform, user);
    return [typedElement('result', 'GetUserInfoResult', info)];
  },
  getUpdated: (call, operation) => {
    const { sObjectType, span } = spanOf(operation);
    return [typedElement('result', 'GetUpdatedResult', updatedRecords(call, sObjectType, span))];
  },
  getDeleted: (call, operation) => {
    const { sObjectType, span } = spanOf(operation);
    return [typedElement('result', 'GetDeletedResult', deletedRecords(call, sObjectType, span))];
  },
};

function describeOne(call: PartnerCall, name: string): XmlElement {
  const object = requireType(call, name);
  const { keyPrefix } = object.definition;
  const page = `${call.request.origin}/${keyPrefix ?? ''}`;
  return typedElement('result', 'DescribeSObjectResult', {
    ...describeObject(call.platform.org.catalog, call.session, object),
    idEnabled: true,
    urlDetail: keyPrefix === null ? null : `${call.request.origin}/{ID}`,
    urlEdit: keyPrefix === null ? null : `${call.request.origin}/{ID}/e`,
    urlNew: keyPrefix === null ? null : `${page}/e`,
  });
}

/** The org has one app, which holds every tab. */
const tabSet = (call: PartnerCall): object => ({
  description: 'Everything that the user can see',
  label: 'Local Org',
  logoUrl: `${call.request.origin}/img/logo.png`,
  selected: true,
  tabSetId: '02uLO0000000001AAA',
  tabs: describeTabs(call),
});

function spanOf(operation: XmlElement) {
  const text = (name: string) => childText(operation, name)?.trim() ?? '';
  return {
    sObjectType: text('sObjectType'),
    span: { start: text('startDate'), end: text('endDate') },
  };
}
