/** Reports whose rows are typed: what the schema needs to know of them, with GraphQL names. */

import {
  assignNames,
  fieldName,
  SHARED_ROOT_FIELDS,
  SHARED_TYPE_NAMES,
  typeName,
} from './naming.ts';
import type { OrgModel } from './org-model.ts';
import { originsOf } from './object-type-names.ts';

export interface ReportEntryColumn {
  /** Such as `LAST_NAME` or `Account.Rating__c`. */
  readonly name: string;
  readonly label: string;
  /** Salesforce's word: `string`, `currency`, `date`, … */
  readonly dataType: string;
}

/** The compact form of a report's description, as the store keeps it. */
export interface ReportEntry {
  readonly developerName: string;
  readonly name: string;
  readonly description: string | null;
  /** Columns of the rows, then what they are grouped by. */
  readonly columns: readonly ReportEntryColumn[];
  /** Salesforce's LastModifiedDate: it is described again only when that changes. */
  readonly modifiedAt: string;
}

export interface ReportColumnModel extends ReportEntryColumn {
  readonly graphqlName: string;
}

export interface ReportModel {
  readonly developerName: string;
  readonly name: string;
  readonly description: string | null;
  /** Root field, such as `leadListReport`. */
  readonly fieldName: string;
  /** Such as `LeadListReport`; its rows are `LeadListReportRow`. */
  readonly typeName: string;
  readonly columns: readonly ReportColumnModel[];
}

/** Columns whose label is the text itself; the value behind it may be the id of the record that it names. */
export function isTextColumn(dataType: string): boolean {
  return TEXT_TYPES.has(dataType);
}

/** @param developerName as in Salesforce, `Lead_List_Report`, or as in skybridge.yaml, `LeadListReport`. */
export function reportTypeName(developerName: string): string {
  return typeName(developerName);
}

/** The org's objects keep their names: a report that would take one of them is left out. */
export function namedReports(
  entries: readonly ReportEntry[],
  { objects }: OrgModel,
): readonly ReportModel[] {
  if (entries.length === 0) return [];
  const taken = new Set<string>([...SHARED_ROOT_FIELDS, ...SHARED_TYPE_NAMES]);
  const types = new Set<string>();
  for (const { singular, plural, typeName: type } of objects.values()) {
    taken.add(singular).add(plural);
    types.add(type);
  }
  const isTaken = (name: string): boolean =>
    taken.has(name) || originsOf(name).some((origin) => types.has(origin));
  return entries
    .map(reportModelOf)
    .filter((report) => ![report.fieldName, report.typeName].some(isTaken));
}

export function reportModelOf(entry: ReportEntry): ReportModel {
  const { developerName, name, description } = entry;
  return Object.freeze({
    developerName,
    name,
    description,
    fieldName: fieldName(developerName),
    typeName: reportTypeName(developerName),
    columns: namedColumns(entry.columns),
  });
}

// Private:

const TEXT_TYPES: ReadonlySet<string> = new Set([
  ...['string', 'textarea', 'html', 'url', 'email', 'phone', 'id', 'reference'],
  'encryptedstring',
]);

/** A row has these of its own, and each column a `…Label` or `…Id` beside it. */
const OWN_FIELDS = ['group', 'groupAcross', 'cells'] as const;

function namedColumns(columns: readonly ReportEntryColumn[]): readonly ReportColumnModel[] {
  const { names } = assignNames(
    columns.map((column, index) => ({
      key: column,
      apiName: column.name,
      base: columnName(column.name),
      suffix: 'Column',
      rank: index,
      claims: (name: string) => [`${name}Label`, `${name}Id`],
    })),
    new Set<string>(OWN_FIELDS),
  );
  return columns.map((column) => ({ ...column, graphqlName: names.get(column) ?? column.name }));
}

/** `LAST_NAME` → `lastName`, `Account.Rating__c` → `accountRating`, `CREATED_DATE.alt` → `createdDateAlt`. */
function columnName(apiName: string): string {
  const words = apiName
    .split(/[.$:]/)
    .map((part) => (/^[A-Z0-9_]+$/.test(part) ? part.toLowerCase() : part))
    .map((part) => fieldName(part))
    .filter((part) => part !== '');
  const [first = '', ...others] = words;
  const name = first + others.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return /^[a-z_]/i.test(name) ? name : `column${name}`;
}
