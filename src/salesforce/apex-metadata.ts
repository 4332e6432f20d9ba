/** What the org tells of an Apex class: symbols and source from the Tooling API, and its WSDL. */

import type { ImportedClass, SymbolTable } from '../declared/apex-class.ts';
import { valueToText } from '../soql/value-to-text.ts';
import { functionNotAvailable, soapErrorFrom } from './apex-error.ts';
import { malformedAnswer } from './api-error.ts';
import type { RestClient } from './rest-client.ts';

/** @throws AppError FUNCTION_NOT_AVAILABLE where there is no such class, or it hides its source (managed packages). */
export async function fetchApexClass(
  client: RestClient,
  apiVersion: string,
  name: string,
): Promise<ImportedClass> {
  const literal = valueToText({ type: 'string', value: name });
  const soql = `SELECT Name, NamespacePrefix, Body, SymbolTable FROM ApexClass WHERE Name = ${literal}`;
  const path = `/services/data/v${apiVersion}/tooling/query?q=${encodeURIComponent(soql)}`;
  const answer = (await client.get(path, { apiCalls: 0 })) as { readonly records?: unknown } | null;
  const records: readonly unknown[] = Array.isArray(answer?.records) ? answer.records : [];
  const [record] = records as readonly Readonly<Record<string, unknown>>[];
  if (record === undefined) throw functionNotAvailable(new Error(`no class ${name}`));
  const { Name, NamespacePrefix, Body, SymbolTable: symbols } = record;
  if (typeof Name !== 'string' || typeof Body !== 'string' || !isSymbolTable(symbols)) {
    throw malformedAnswer('an Apex class has no Body or SymbolTable');
  }
  const namespace = typeof NamespacePrefix === 'string' ? NamespacePrefix : null;
  return { name: Name, namespace, body: Body, symbols };
}

/** @param name `Class`, or `namespace/Class`. @throws AppError */
export async function fetchWsdl(client: RestClient, name: string): Promise<string> {
  if (!/^(?:[A-Za-z]\w*\/)?[A-Za-z]\w*$/.test(name)) throw functionNotAvailable();
  const call = {
    method: 'GET',
    path: `/services/wsdl/class/${name}`,
    body: null,
    headers: { accept: 'text/xml' },
  } as const;
  const { status, text } = await client.send(call, { apiCalls: 0 });
  if (status === 200) return text;
  throw status === 404 ? functionNotAvailable() : soapErrorFrom(status, text);
}

// Private:

function isSymbolTable(value: unknown): value is SymbolTable {
  const table = value as Partial<Record<keyof SymbolTable, unknown>> | null | undefined;
  return (
    Array.isArray(table?.methods) &&
    Array.isArray(table.innerClasses) &&
    Array.isArray(table.properties)
  );
}
