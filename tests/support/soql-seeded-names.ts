/** Finds the names and values that a retargeted statement may use: fields of a fitting type, values that occur. */

import type { DescribeField, DescribeSObjectResult } from '../../src/model/describe-types.ts';
import type { Tables } from './soql-evaluator.ts';
import { fail, hash, NotRetargetable, pick } from './soql-pieces.ts';

export const TEXT = ['string', 'phone', 'email', 'url', 'picklist', 'combobox'];
export const NUMBER = ['int', 'double', 'currency', 'percent'];
export const ID = ['id', 'reference'];
export const DATE = ['date', 'datetime'];
export const ANY = [...TEXT, ...NUMBER, ...ID, ...DATE, 'boolean', 'textarea', 'multipicklist'];
export type Use = 'select' | 'filter' | 'sort' | 'group' | 'aggregate';

export class SeededNames {
  readonly #describes: ReadonlyMap<string, DescribeSObjectResult>;
  readonly #tables: Tables;

  constructor(describes: ReadonlyMap<string, DescribeSObjectResult>, tables: Tables) {
    this.#describes = describes;
    this.#tables = tables;
  }

  path(
    describe: DescribeSObjectResult,
    path: readonly string[],
    types: readonly string[],
    use: Use,
  ): string {
    const [step = '', ...rest] = path;
    if (rest.length === 0) return this.#field(describe, step, types, use).name;
    const pointers = (describe.fields ?? []).filter(
      ({ relationshipName, referenceTo }) =>
        relationshipName != null &&
        referenceTo?.length === 1 &&
        this.#describes.has(referenceTo[0]?.toLowerCase() ?? ''),
    );
    const pointer =
      pointers.find((one) => one.relationshipName?.toLowerCase() === step.toLowerCase()) ??
      pick(pointers, step);
    const parent = this.#describes.get(pointer.referenceTo?.[0]?.toLowerCase() ?? '');
    const inner = this.path(parent ?? fail(step), rest, types, use);
    return `${pointer.relationshipName ?? ''}.${inner}`;
  }

  #field(
    describe: DescribeSObjectResult,
    name: string,
    types: readonly string[],
    use: Use,
  ): DescribeField {
    const held = Object.keys(this.#tables[describe.name]?.[0] ?? {});
    const fits = (describe.fields ?? []).filter(
      (one) => held.includes(one.name) && types.includes(one.type) && allows(one, use),
    );
    const own = fits.find((one) => one.name.toLowerCase() === name.toLowerCase());
    return own ?? pick(fits, name.toLowerCase());
  }

  typeAt(describe: DescribeSObjectResult, [step = '', ...rest]: readonly string[]): string {
    const fields = describe.fields ?? [];
    if (rest.length === 0) return fields.find((one) => one.name === step)?.type ?? fail(step);
    const target = fields.find((one) => one.relationshipName === step)?.referenceTo?.[0] ?? '';
    return this.typeAt(this.#describes.get(target.toLowerCase()) ?? fail(step), rest);
  }

  /** Two thirds of the literals become values that occur, so that conditions are sometimes true. */
  literal(
    describe: DescribeSObjectResult,
    path: string,
    operator: string,
    text: string,
    index: number,
  ): string {
    const [holder, field] = this.#holder(describe, path.split('.'));
    const type = this.typeAt(describe, path.split('.'));
    const values = (this.#tables[holder] ?? []).map((row) => row[field]).filter(isPlain);
    const seed = hash(`${path}${text}${String(index)}`);
    const occurring = values[seed % Math.max(1, values.length)];
    if (type === 'boolean') return text;
    if (ID.includes(type)) return `'${String(occurring ?? '001LO00000ZZZZZAAA')}'`;
    if (NUMBER.includes(type)) return String(seed % 3 > 0 ? (occurring ?? text) : text);
    if (occurring === undefined || seed % 3 === 0) return text;
    const body = String(occurring);
    if (operator.toUpperCase() !== 'LIKE')
      return quoted(type === 'multipicklist' ? (body.split(';')[0] ?? '') : body);
    const core = body.slice(0, 1 + (seed % 3)).replaceAll(/[%_]/g, '');
    return quoted(`${text.startsWith("'%") ? '%' : ''}${core}${text.endsWith("%'") ? '%' : ''}`);
  }

  #holder(
    describe: DescribeSObjectResult,
    [step = '', ...rest]: readonly string[],
  ): [string, string] {
    if (rest.length === 0) return [describe.name, step];
    const field = describe.fields?.find((one) => one.relationshipName === step);
    const parent = this.#describes.get(field?.referenceTo?.[0]?.toLowerCase() ?? '');
    return this.#holder(parent ?? fail(step), rest);
  }
}

export function typesFor(kind: string, operator: string, name: string): readonly string[] {
  if (operator === 'INCLUDES' || operator === 'EXCLUDES') return ['multipicklist'];
  if (kind.startsWith('DATE')) return DATE;
  if (kind === 'BOOLEAN') return ['boolean'];
  if (kind === 'INTEGER' || kind === 'DECIMAL') return NUMBER;
  if (kind === 'NULL') return [...TEXT, ...NUMBER, ...ID, ...DATE];
  if (kind !== 'STRING') throw new NotRetargetable(kind);
  if (operator.toUpperCase() === 'LIKE') return ['string', 'phone', 'email', 'picklist'];
  return /Id$/.test(name) ? ID : TEXT;
}

function allows(field: DescribeField, use: Use): boolean {
  if (/^Last(Viewed|Referenced)Date$/.test(field.name)) return false;
  switch (use) {
    case 'select':
      return true;
    case 'filter':
      return field.filterable === true;
    case 'sort':
      return field.sortable === true;
    case 'group':
      return field.groupable === true;
    case 'aggregate':
      return field.aggregatable === true;
  }
}

const isPlain = (value: unknown): value is string | number =>
  (typeof value === 'string' && value !== '') || typeof value === 'number';

const quoted = (text: string): string =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
