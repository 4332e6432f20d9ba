/** Results of writes, one by one: each record stands alone, unless the AllOrNoneHeader binds them together. */
import { inTransaction } from '../data/transactions.ts';
import { SalesforceError } from '../errors.ts';
import type { XmlElement } from '../http/xml.ts';
import type { PartnerCall } from './partner-call.ts';
import { typedElement } from './schema-elements.ts';

interface Saved {
  readonly success: boolean;
  readonly [fact: string]: unknown;
}

/** @param type of the results, such as `SaveResult`; `work` gives their facts besides `success`. */
export function savedResults<Item>(
  call: PartnerCall,
  type: string,
  items: readonly Item[],
  work: (item: Item) => object,
): readonly XmlElement[] {
  return writeAll(call, items, work).map((saved) => typedElement('result', type, saved));
}

class Undone extends Error {}

function writeAll<Item>(
  call: PartnerCall,
  items: readonly Item[],
  work: (item: Item) => object,
): readonly Saved[] {
  const { org } = call.platform;
  const results: Saved[] = [];
  try {
    inTransaction(org, () => {
      for (const item of items) results.push(writeOne(call, () => work(item)));
      if (call.allOrNone && results.some(({ success }) => !success)) throw new Undone();
    });
    return results;
  } catch (error) {
    if (!(error instanceof Undone)) throw error;
    return results.map((saved) => (saved.success ? ROLLED_BACK : saved));
  }
}

function writeOne(call: PartnerCall, work: () => object): Saved {
  try {
    return { ...inTransaction(call.platform.org, work), success: true };
  } catch (error) {
    if (!(error instanceof SalesforceError)) throw error;
    const { errorCode, message, fields = [] } = error;
    return failure(errorCode, message, fields);
  }
}

const failure = (statusCode: string, message: string, fields: readonly string[] = []): Saved => ({
  errors: [{ fields, message, statusCode }],
  success: false,
});

const ROLLED_BACK = failure(
  'ALL_OR_NONE_OPERATION_ROLLED_BACK',
  'Record rolled back because not all records were valid and the request was using AllOrNone header',
);
