/** An Apex class, as the Tooling API shows it → SDL with its calls; what REST maps from its source, what SOAP from its methods. */

import type { OrgModel } from '../model/org-model.ts';
import { fieldName } from '../model/naming.ts';
import type { ImportedClass, MethodSymbol } from './apex-class.ts';
import { SdlTypes } from './import-types.ts';
import { callText, rootOfSoapMethod, sdlFile, type ImportedCall } from './sdl-text.ts';
import { capital } from './type-names.ts';

/** @throws Error, in a sentence, for a class that offers neither REST nor SOAP. */
export function importApex(source: ImportedClass, model: OrgModel): string {
  const types = new SdlTypes(source, model);
  const calls = [...restCalls(source, types), ...soapCalls(source, types)];
  if (calls.length === 0) {
    throw new Error(`${source.name} has no @RestResource methods and no webservice methods.`);
  }
  const head = `Imported from the Apex class ${source.name}. It is yours to edit: names and types may change, what they map to not.`;
  return sdlFile(head, calls, types.definitions());
}

// Private:

const VERBS: Readonly<Record<string, string>> = {
  httpget: 'GET',
  httppost: 'POST',
  httpput: 'PUT',
  httppatch: 'PATCH',
  httpdelete: 'DELETE',
};

/** An annotation in SymbolTable has its name only, so the mapping is read from the source. */
const MAPPING = /@RestResource\s*\(\s*urlMapping\s*=\s*'([^']+)'/i;
/** Query parameters have no declaration; the source tells what it asks for. */
const PARAMETER = /\bparams\s*\.\s*(?:get|containsKey)\s*\(\s*'(\w+)'\s*\)/gi;

function restCalls(source: ImportedClass, types: SdlTypes): readonly ImportedCall[] {
  const mapping = MAPPING.exec(withoutComments(source.body))?.[1];
  if (mapping === undefined) return [];
  const namespace = source.namespace === null ? '' : `/${source.namespace}`;
  const isOpen = mapping.endsWith('/*');
  const path = `${namespace}${isOpen ? `${mapping.slice(0, -2)}/{path*}` : mapping}`;
  return source.symbols.methods.flatMap((method) => {
    const verb = method.annotations.map(({ name }) => VERBS[name.toLowerCase()]).find(isText);
    if (verb === undefined) return [];
    const tail = isOpen ? ['path: [String!]'] : [];
    const parameters = hasBody(verb)
      ? method.parameters.map(({ name, type }) => `${name}: ${types.input(type)}`)
      : queryParameters(source.body).map((name) => `${name}: String`);
    const query = verb === 'DELETE' ? deleteQuery(source.body) : '';
    const directive = `@apexRest(path: "${path}", method: ${verb}${query})`;
    const root = verb === 'GET' ? 'Query' : 'Mutation';
    return [{ root, text: methodText(source, method, [...tail, ...parameters], types, directive) }];
  });
}

function hasBody(verb: string): boolean {
  return verb !== 'GET' && verb !== 'DELETE';
}

function queryParameters(body: string): readonly string[] {
  const names = [...withoutComments(body).matchAll(PARAMETER)].map((match) => match[1] ?? '');
  return [...new Set(names)].filter((name) => name !== 'path');
}

/** A GET sends what is left as its query; a DELETE has to be told. */
function deleteQuery(body: string): string {
  const pairs = queryParameters(body).map((name) => `${name}={${name}}`);
  return pairs.length === 0 ? '' : `, query: "${pairs.join('&')}"`;
}

function soapCalls(source: ImportedClass, types: SdlTypes): readonly ImportedCall[] {
  const apexClass = source.namespace === null ? source.name : `${source.namespace}/${source.name}`;
  return source.symbols.methods
    .filter(({ modifiers }) => modifiers.some((one) => one.toLowerCase() === 'webservice'))
    .map((method) => {
      const parameters = method.parameters.map(({ name, type }) => `${name}: ${types.input(type)}`);
      const directive = `@apexSoap(class: "${apexClass}", method: "${method.name}")`;
      const root = rootOfSoapMethod(method.name);
      return { root, text: methodText(source, method, parameters, types, directive) };
    });
}

function methodText(
  source: ImportedClass,
  method: MethodSymbol,
  args: readonly string[],
  types: SdlTypes,
  directive: string,
): string {
  const name = `${fieldName(source.name)}${capital(method.name)}`;
  return callText({ name, args, output: types.output(method.returnType), directive });
}

function isText(value: string | undefined): value is string {
  return value !== undefined;
}

function withoutComments(apex: string): string {
  return apex.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}
