/** Records, query results and describes as the partner API writes them. */
import { element, elements, nil } from '../http/xml.ts';
import type { XmlElement } from '../http/xml.ts';

export const SOBJECT_NAMESPACE = 'urn:sobject.partner.soap.sforce.com';

interface Result {
  readonly totalSize: number;
  readonly done: boolean;
  readonly nextRecordsUrl?: string;
  readonly records: readonly object[];
}

export function queryResult(name: string, result: Result, type?: string): XmlElement {
  const locator = result.nextRecordsUrl?.split('/').at(-1) ?? null;
  return element(
    name,
    [
      ...elements({ done: result.done, queryLocator: locator }),
      ...result.records.map((record) => sObjectElement('records', record)),
      ...elements({ size: result.totalSize }),
    ],
    type === undefined ? {} : { 'xsi:type': type },
  );
}

/** Type and Id come first, the Id whether it was asked for or not. */
export function sObjectElement(name: string, record: object): XmlElement {
  const { attributes, ...fields } = record as Readonly<Record<string, unknown>> & {
    readonly attributes?: { readonly type?: string };
  };
  const id = fields['Id'];
  return element(
    name,
    [
      element('sf:type', attributes?.type ?? 'AggregateResult'),
      typeof id === 'string' ? element('sf:Id', id) : nil('sf:Id'),
      ...Object.entries(fields).map(([field, value]) => fieldElement(`sf:${field}`, value)),
    ],
    { 'xsi:type': 'sf:sObject' },
  );
}

function fieldElement(name: string, value: unknown): XmlElement {
  if (value === null || value === undefined) return nil(name);
  if (typeof value !== 'object') return element(name, textOf(value));
  if ('records' in value) return queryResult(name, value as Result, 'QueryResult');
  if ('attributes' in value) return sObjectElement(name, value);
  return element(name, describeElements(value));
}

/** Objects as elements, lists as repeated ones; what is null is left out. */
export function describeElements(value: object): readonly XmlElement[] {
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) => plain(name, inner));
}

function plain(name: string, value: unknown): readonly XmlElement[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((item: unknown) => plain(name, item));
  if (typeof value === 'object') return [element(name, describeElements(value))];
  return [element(name, textOf(value))];
}

/** Values of rows and describes are texts, numbers and booleans. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
