/** Bodies of JSforceTestApexRest: create, read, update and delete of one account. */
import type { ApexClassSource, ApexContext } from '../apex-class.ts';
import type { JsonValue } from '../../data/stored-values.ts';
import { apexSource } from './apex-source.ts';

export const JSFORCE_TEST_APEX_REST: ApexClassSource = {
  body: apexSource('JSforceTestApexRest'),
  methods: {
    doGet: (apex) => load(apex, accountId(apex)),
    doPost: (apex, { name, phone, website }) =>
      apex.insert('Account', {
        Name: name ?? null,
        Phone: phone ?? null,
        Website: website ?? null,
      }),
    doPut(apex, { account }) {
      const id = accountId(apex);
      const { Id: _id, ...fields } = (account ?? {}) as Readonly<Record<string, JsonValue>>;
      apex.update('Account', id, fields);
      return load(apex, id);
    },
    doPatch(apex, { name }) {
      const id = accountId(apex);
      apex.update('Account', id, { Name: name ?? null });
      return load(apex, id);
    },
    doDelete(apex) {
      const id = accountId(apex);
      load(apex, id);
      apex.delete('Account', id);
      return undefined;
    },
  },
};

const accountId = ({ request }: ApexContext): string =>
  request.requestURI.slice(request.requestURI.lastIndexOf('/') + 1);

const load = (apex: ApexContext, id: string): JsonValue =>
  apex.queryOne('SELECT Id, Name, Phone, Website FROM Account WHERE Id = :id', {
    id,
  }) as unknown as JsonValue;
