/** Finds Contacts for the gateway's own use: whom a portal user may turn out to be. */

import * as z from 'zod';
import { compileSelect } from '../soql/compile.ts';
import { equals, fieldOperand } from '../soql/condition-builders.ts';
import type { Condition } from '../soql/nodes.ts';
import { malformedAnswer } from './api-error.ts';
import type { RestClient } from './rest-client.ts';

export interface FoundContact {
  /** 18-character id. */
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
}

export interface ContactLookup {
  /** At most two: more than one says that the address does not tell who it is. @throws AppError */
  byEmail(email: string): Promise<readonly FoundContact[]>;
  /** @throws AppError */
  byId(id: string): Promise<FoundContact | null>;
}

/** One API call for each question. @param apiVersion such as "62.0". */
export function createContactLookup(client: RestClient, apiVersion: string): ContactLookup {
  const find = async (where: Condition): Promise<readonly FoundContact[]> => {
    const query = new URLSearchParams({ q: selectContacts(where) }).toString();
    const answer = await client.get(`/services/data/v${apiVersion}/query?${query}`, {
      apiCalls: 0,
    });
    const parsed = contacts.safeParse(answer);
    if (!parsed.success) throw malformedAnswer('a Contact lacks its id or name');
    return parsed.data.records.map(({ Id, Name, Email }) => ({ id: Id, name: Name, email: Email }));
  };
  return {
    byEmail: (email) => find(equals(fieldOperand('Email'), { type: 'string', value: email })),
    byId: async (id) => {
      const [contact] = await find(equals(fieldOperand('Id'), { type: 'id', value: id }));
      return contact ?? null;
    },
  };
}

// Private:

const contacts = z.object({
  records: z.array(z.object({ Id: z.string(), Name: z.string(), Email: z.string().nullable() })),
});

function selectContacts(where: Condition): string {
  return compileSelect({
    columns: [
      { kind: 'field', path: ['Id'] },
      { kind: 'field', path: ['Name'] },
      { kind: 'field', path: ['Email'] },
    ],
    from: 'Contact',
    scope: null,
    where,
    groupBy: null,
    having: null,
    orderBy: [],
    limit: 2,
  });
}
