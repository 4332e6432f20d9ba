/** convertLead() and merge() of the SOAP partner API: many records changed by one wish. */
import { convertLead } from '../data/convert-lead.ts';
import type { LeadConversion } from '../data/convert-lead.ts';
import { mergeRecords } from '../data/merge-records.ts';
import { childOf, childrenOf, childText } from '../http/xml.ts';
import type { XmlElement } from '../http/xml.ts';
import type { PartnerOperation } from './partner-call.ts';
import { readRecord } from './partner-records.ts';
import { malformedId } from '../errors.ts';
import { savedResults } from './saved-results.ts';

export const CONVERSION_OPERATIONS: Readonly<Record<string, PartnerOperation>> = {
  convertLead: (call, operation) =>
    savedResults(call, 'LeadConvertResult', childrenOf(operation, 'leadConverts'), (asked) =>
      convertLead(call.platform.org, call.session, readConversion(asked)),
    ),
  // Clients call the requests `request`, as the WSDL does, or `mergeRequests`.
  merge: (call, operation) =>
    savedResults(call, 'MergeResult', operation.children, (asked) => {
      const master = childOf(asked, 'masterRecord');
      if (master === undefined) throw malformedId('Record ID', '');
      const { object, id, fields } = readRecord(call, master);
      const victims = childrenOf(asked, 'recordToMergeIds').map(({ text }) => text.trim());
      return mergeRecords(call.platform.org, call.session, object, id, fields, victims);
    }),
};

function readConversion(asked: XmlElement): LeadConversion {
  const text = (name: string): string | null => childText(asked, name)?.trim() || null;
  const isTrue = (name: string) => ['true', '1'].includes(text(name) ?? '');
  return {
    leadId: text('leadId') ?? '',
    convertedStatus: text('convertedStatus') ?? '',
    accountId: text('accountId'),
    contactId: text('contactId'),
    doNotCreateOpportunity: isTrue('doNotCreateOpportunity'),
    opportunityName: text('opportunityName'),
    overwriteLeadSource: isTrue('overwriteLeadSource'),
    ownerId: text('ownerId'),
  };
}
