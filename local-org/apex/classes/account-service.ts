/** Bodies of AccountService: accounts and their people over SOAP. */
import type { ApexClassSource, ApexContext, ApexRecord } from '../apex-class.ts';
import { ApexException } from '../apex-exception.ts';
import type { JsonValue } from '../../data/stored-values.ts';
import { apexSource } from './apex-source.ts';

const FIELDS =
  'Id, Name, Industry, AnnualRevenue, NumberOfEmployees, Active__c, CreatedDate, BillingStreet, BillingCity, BillingPostalCode, BillingCountry';

export const ACCOUNT_SERVICE: ApexClassSource = {
  body: apexSource('AccountService'),
  methods: {
    getAccount(apex, { accountId }) {
      const id = text(accountId);
      const [row] = apex.query(`SELECT ${FIELDS} FROM Account WHERE Id = :id`, { id });
      if (row === undefined) {
        throw new ApexException(
          'AccountService.NoSuchAccountException',
          `No account has the id ${id}`,
        );
      }
      return toInfo(row, contactNames(apex, id));
    },
    findAccounts(apex, { name, most }) {
      const rows = apex.query(
        `SELECT ${FIELDS} FROM Account WHERE Name LIKE :pattern ORDER BY Name, Id LIMIT :most`,
        {
          pattern: `%${text(name).replace(/[\\%_]/g, '\\$&')}%`,
          most: typeof most === 'number' ? most : 50,
        },
      );
      return rows.map((row) => toInfo(row, []));
    },
    addContacts(apex, { accountId, people }) {
      const list = Array.isArray(people) ? (people as readonly JsonValue[]) : [];
      return list.map((person) => {
        const given = person as Readonly<Record<string, JsonValue>>;
        return apex.insert('Contact', {
          AccountId: accountId ?? null,
          FirstName: given['firstName'] ?? null,
          LastName: given['lastName'] ?? null,
          Email: given['email'] ?? null,
          Birthdate: given['birthdate'] ?? null,
        });
      });
    },
    getRecord: (apex, { accountId }) =>
      apex.queryOne('SELECT Id, Name, Phone, Website, Industry FROM Account WHERE Id = :id', {
        id: text(accountId),
      }) as unknown as JsonValue,
    setPhone(apex, { accountId, phone }) {
      apex.update('Account', text(accountId), { Phone: phone ?? null });
      return undefined;
    },
  },
};

function contactNames(apex: ApexContext, id: string): readonly string[] {
  const rows = apex.query(
    'SELECT Name FROM Contact WHERE AccountId = :id ORDER BY LastName, Id LIMIT 10',
    { id },
  );
  return rows.map((row) => String(row['Name']));
}

function toInfo(row: ApexRecord, names: readonly string[]): JsonValue {
  const field = (name: string): JsonValue => (row[name] as JsonValue | undefined) ?? null;
  return {
    id: field('Id'),
    name: field('Name'),
    industry: field('Industry'),
    annualRevenue: field('AnnualRevenue'),
    employees: field('NumberOfEmployees'),
    active: field('Active__c') === 'Yes',
    createdDate: field('CreatedDate'),
    billing: {
      street: field('BillingStreet'),
      city: field('BillingCity'),
      postalCode: field('BillingPostalCode'),
      country: field('BillingCountry'),
    },
    contactNames: names,
  };
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
