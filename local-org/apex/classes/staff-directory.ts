/** Bodies of StaffDirectory: members of staff by name and department. */
import type { ApexClassSource, ApexContext, ApexRecord, SoqlBinds } from '../apex-class.ts';
import { ApexException } from '../apex-exception.ts';
import type { JsonValue } from '../../data/stored-values.ts';
import { apexSource } from './apex-source.ts';

const FIELDS =
  'Id, Name, Title, Department, Email, Phone, Start_Date__c, Languages__c, ReportsToId';
const MOST = 200;

export const STAFF_DIRECTORY: ApexClassSource = {
  body: apexSource('StaffDirectory'),
  methods: {
    find(apex) {
      const [, personId = ''] = /\/staff-directory\/([^/]+)/.exec(apex.request.requestURI) ?? [];
      return personId === '' ? list(apex) : one(apex, personId);
    },
    departments(apex, { onlyWithEmail }) {
      const email = onlyWithEmail === true ? ' AND Email != null' : '';
      const rows = apex.query(
        `SELECT Department FROM Contact WHERE Is_Staff__c = true AND Department != null${email} GROUP BY Department`,
      );
      return rows.map((row) => String(row['Department'])).sort();
    },
  },
};

function one(apex: ApexContext, personId: string): JsonValue {
  const [row] = apex.query(
    `SELECT ${FIELDS} FROM Contact WHERE Id = :personId AND Is_Staff__c = true`,
    { personId },
  );
  if (row === undefined) {
    throw new ApexException(
      'StaffDirectory.NoSuchPersonException',
      `No member of staff has the id ${personId}`,
    );
  }
  return { total: 1, people: [toPerson(row)] };
}

function list(apex: ApexContext): JsonValue {
  const { search = '', department = '', limit, offset } = apex.request.params;
  const most = Math.min(MOST, toInteger(limit, 50));
  const skipped = toInteger(offset, 0);
  const binds: SoqlBinds = { pattern: `%${likeText(search)}%`, department, most, skipped };
  const where = `WHERE Is_Staff__c = true AND Name LIKE :pattern${department === '' ? '' : ' AND Department = :department'}`;
  const rows = apex.query(
    `SELECT ${FIELDS} FROM Contact ${where} ORDER BY LastName, FirstName, Id LIMIT :most OFFSET :skipped`,
    binds,
  );
  const [counted] = apex.query(`SELECT COUNT(Id) total FROM Contact ${where}`, binds);
  return { total: Number(counted?.['total'] ?? 0), people: rows.map(toPerson) };
}

function toPerson(row: ApexRecord): JsonValue {
  const languages = row['Languages__c'];
  return {
    id: text(row['Id']),
    name: text(row['Name']),
    title: text(row['Title']),
    department: text(row['Department']),
    email: text(row['Email']),
    phone: text(row['Phone']),
    startDate: text(row['Start_Date__c']),
    languages: typeof languages === 'string' ? languages.split(';') : null,
    managerId: text(row['ReportsToId']),
  };
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** Integer.valueOf throws a TypeException for what is no number. */
function toInteger(value: string | undefined, fallback: number): number {
  if (value === undefined || value.trim() === '') return fallback;
  if (!/^-?\d+$/.test(value)) {
    throw new ApexException('System.TypeException', `Invalid integer: ${value}`);
  }
  return Number(value);
}

/** What a visitor types is no pattern. */
const likeText = (value: string): string => value.replace(/[\\%_]/g, '\\$&');
