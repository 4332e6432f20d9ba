/** Sends nothing for a lane that has used up its share of the org's API calls. */

import type { AppError } from '../common/errors.ts';
import type { ApexCaller } from './apex-caller.ts';
import type { ContactLookup } from './contact-lookup.ts';
import type { StatementLoader } from './statement-loader.ts';

/** The error for whoever has to wait; null where calls may be made. Asked for every call. */
export type Refusal = () => AppError | null;

/** Further pages of a statement that was sent are read to the end, and a write that was sent is read back and cleared up. */
export function statementsWithin(loader: StatementLoader, refusal: Refusal): StatementLoader {
  let wrote = false;
  const reading: Refusal = () => (wrote ? null : refusal());
  return {
    query: (soql) => admit(reading, () => loader.query(soql)),
    search: (sosl) => admit(reading, () => loader.search(sosl)),
    queryMore: (nextRecordsUrl) => loader.queryMore(nextRecordsUrl),
    transact: (parts) =>
      admit(refusal, () => {
        wrote = true;
        return loader.transact(parts);
      }),
    meter: loader.meter,
    sent: loader.sent,
  };
}

export function apexWithin(caller: ApexCaller, refusal: Refusal): ApexCaller {
  return {
    rest: (call) => admit(refusal, () => caller.rest(call)),
    soap: (call) => admit(refusal, () => caller.soap(call)),
  };
}

export function contactsWithin(lookup: ContactLookup, refusal: Refusal): ContactLookup {
  return {
    byEmail: (email) => admit(refusal, () => lookup.byEmail(email)),
    byId: (id) => admit(refusal, () => lookup.byId(id)),
  };
}

// Private:

/** Synchronous up to the call: statements of one tick must stay in one batch. */
function admit<Answer>(refusal: Refusal, send: () => Promise<Answer>): Promise<Answer> {
  const error = refusal();
  return error === null ? send() : Promise.reject(error);
}
