/** A call of the partner API: the data call it is, and what its headers ask for. */
import { childOf, childText } from '../http/xml.ts';
import type { XmlElement } from '../http/xml.ts';
import type { DataCall } from '../platform.ts';

export interface PartnerCall extends DataCall {
  /** AllOrNoneHeader. */
  readonly allOrNone: boolean;
  /** QueryOptions. */
  readonly batchSize: number | undefined;
}

/** The children of the response element. */
export type PartnerOperation = (call: PartnerCall, operation: XmlElement) => readonly XmlElement[];

export function partnerCall(call: DataCall, header: XmlElement | undefined): PartnerCall {
  const allOrNone = childText(childOf(header, 'AllOrNoneHeader'), 'allOrNone')?.trim();
  const batchSize = Number(childText(childOf(header, 'QueryOptions'), 'batchSize'));
  return {
    ...call,
    allOrNone: allOrNone === 'true' || allOrNone === '1',
    batchSize: Number.isInteger(batchSize) ? batchSize : undefined,
  };
}
