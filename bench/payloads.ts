/** What every contender is asked for: the same rows, as GraphQL, as SOQL and as field lists. */

/** API name and the name it has in the answer. */
export type FieldName = readonly [api: string, graphql: string];

export interface Payload {
  readonly name: string;
  readonly object: 'Contact' | 'Account';
  /** Root field of the list. */
  readonly root: 'contacts' | 'accounts';
  readonly rows: number;
  readonly fields: readonly FieldName[];
  readonly parent: {
    readonly relationship: FieldName;
    readonly fields: readonly FieldName[];
  } | null;
  readonly children: {
    readonly relationship: FieldName;
    readonly rows: number;
    readonly fields: readonly FieldName[];
  } | null;
}

const CONTACT_FIELDS: readonly FieldName[] = [
  ['Id', 'id'],
  ['Name', 'name'],
  ['FirstName', 'firstName'],
  ['LastName', 'lastName'],
  ['Title', 'title'],
  ['Department', 'department'],
  ['Email', 'email'],
  ['Phone', 'phone'],
  ['MobilePhone', 'mobilePhone'],
  ['MailingCity', 'mailingCity'],
  ['MailingCountry', 'mailingCountry'],
  ['LeadSource', 'leadSource'],
  ['MailingStreet', 'mailingStreet'],
  ['MailingPostalCode', 'mailingPostalCode'],
  ['MailingState', 'mailingState'],
  ['Birthdate', 'birthdate'],
  ['CreatedDate', 'createdDate'],
  ['LastModifiedDate', 'lastModifiedDate'],
  ['Salutation', 'salutation'],
  ['Description', 'description'],
];

const ACCOUNT_FIELDS: readonly FieldName[] = [
  ['Id', 'id'],
  ['Name', 'name'],
  ['Industry', 'industry'],
  ['Phone', 'phone'],
  ['BillingCity', 'billingCity'],
];

export const PAYLOADS: readonly Payload[] = [
  {
    name: '1 row',
    object: 'Contact',
    root: 'contacts',
    rows: 1,
    fields: CONTACT_FIELDS.slice(0, 5),
    parent: null,
    children: null,
  },
  {
    name: '50 rows x 12 fields',
    object: 'Contact',
    root: 'contacts',
    rows: 50,
    fields: CONTACT_FIELDS.slice(0, 12),
    parent: null,
    children: null,
  },
  {
    name: '200 rows x 20 fields + parent',
    object: 'Contact',
    root: 'contacts',
    rows: 200,
    fields: CONTACT_FIELDS,
    parent: { relationship: ['Account', 'account'], fields: ACCOUNT_FIELDS.slice(1, 4) },
    children: null,
  },
  {
    name: '200 rows + 5 children each',
    object: 'Account',
    root: 'accounts',
    rows: 200,
    fields: ACCOUNT_FIELDS,
    parent: null,
    children: {
      relationship: ['Contacts', 'contacts'],
      rows: 5,
      fields: CONTACT_FIELDS.slice(0, 5),
    },
  },
];

export function payloadNamed(name: string): Payload {
  const payload = PAYLOADS.find((candidate) => candidate.name === name);
  if (payload === undefined) throw new Error(`No payload is named ${name}.`);
  return payload;
}

/** For every contender that serves GraphQL; connections, as Skybridge has them. */
export function graphqlOf({ root, rows, fields, parent, children }: Payload): string {
  const names = fields.map(([, name]) => name).join(' ');
  const up = parent === null ? '' : ` ${parent.relationship[1]} { ${graphqlNames(parent.fields)} }`;
  const down =
    children === null
      ? ''
      : ` ${children.relationship[1]}(first: ${children.rows}) { nodes { ${graphqlNames(children.fields)} } }`;
  return `{ ${root}(first: ${rows}) { nodes { ${names}${up}${down} } } }`;
}

/** For every contender that writes its SOQL by hand. */
export function soqlOf({ object, rows, fields, parent, children }: Payload): string {
  const columns = fields.map(([api]) => api);
  if (parent !== null)
    columns.push(...parent.fields.map(([api]) => `${parent.relationship[0]}.${api}`));
  if (children !== null) {
    const inner = children.fields.map(([api]) => api).join(', ');
    columns.push(`(SELECT ${inner} FROM ${children.relationship[0]} LIMIT ${children.rows})`);
  }
  return `SELECT ${columns.join(', ')} FROM ${object} ORDER BY Id ASC LIMIT ${rows}`;
}

function graphqlNames(fields: readonly FieldName[]): string {
  return fields.map(([, name]) => name).join(' ');
}
