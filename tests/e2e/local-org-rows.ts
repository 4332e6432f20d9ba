/** Asks the demo's local org directly, past the gateway: the truth that pages are compared with. */

const API = '/services/data/v62.0';

export interface StaffMember {
  readonly Id: string;
  readonly Name: string;
  readonly Title: string;
  readonly Department: string;
  readonly Email: string;
  readonly Phone: string;
}

export interface LocalOrgRows {
  /** The staff that the directory's policy opens, in no order. */
  staff(): Promise<readonly StaffMember[]>;
  update(contactId: string, fields: Readonly<Record<string, string>>): Promise<void>;
}

export async function connectLocalOrg(url: string): Promise<LocalOrgRows> {
  const answer = await fetch(`${url}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'skybridge-local',
      client_secret: 'local-secret-not-for-production',
    }),
  });
  const { access_token: token } = (await answer.json()) as { readonly access_token: string };
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return {
    staff: async () => {
      const soql =
        'SELECT Id, Name, Title, Department, Email, Phone FROM Contact ' +
        'WHERE Is_Staff__c = true AND Directory_Opt_Out__c = false';
      const response = await fetch(`${url}${API}/query?q=${encodeURIComponent(soql)}`, { headers });
      return ((await response.json()) as { readonly records: readonly StaffMember[] }).records;
    },
    update: async (contactId, fields) => {
      const response = await fetch(`${url}${API}/sobjects/Contact/${contactId}`, {
        method: 'PATCH',
        headers,
        body: JSON.stringify(fields),
      });
      if (response.status !== 204) throw new Error(`PATCH answered ${response.status}`);
    },
  };
}
