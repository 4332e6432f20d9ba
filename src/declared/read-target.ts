/** `@apexRest` and `@apexSoap` → what they call, with every argument in its place. */

import { valueFromASTUntyped, type ConstDirectiveNode } from 'graphql';
import type { DeclaredArgument } from './declared-query.ts';
import {
  APEX_METHODS,
  type ApexMethod,
  type ApexRestTarget,
  type DeclaredCall,
  type PathSegment,
} from './declared-call.ts';

export interface TargetRequest {
  readonly directive: ConstDirectiveNode;
  readonly args: readonly DeclaredArgument[];
  readonly operation: DeclaredCall['operation'];
  /** Makes the error that points at a node. */
  readonly fail: (node: ConstDirectiveNode, problem: string) => Error;
}

/** @throws what `fail` makes. */
export function readTarget(request: TargetRequest): DeclaredCall['target'] {
  const { directive } = request;
  const values = new Map(
    (directive.arguments ?? []).map((one) => [one.name.value, valueFromASTUntyped(one.value)]),
  );
  const text = (name: string): string => {
    const value = values.get(name);
    return typeof value === 'string' ? value : '';
  };
  if (directive.name.value === 'apexRest') {
    return readRest(
      request,
      text('path'),
      values.get('method'),
      values.get('query'),
      values.get('body'),
    );
  }
  return readSoap(request, text('class'), text('method'));
}

// Private:

function readSoap({ directive, fail }: TargetRequest, apexClass: string, method: string) {
  if (isClassName(apexClass) && /^[A-Za-z]\w*$/.test(method)) {
    return { kind: 'apexSoap', apexClass, method } as const;
  }
  throw fail(directive, `${apexClass}.${method} is no method of an Apex class.`);
}

function isClassName(name: string): boolean {
  return /^(?:[A-Za-z]\w*\/)?[A-Za-z]\w*$/.test(name);
}

function readRest(
  request: TargetRequest,
  template: string,
  methodValue: unknown,
  queryValue: unknown,
  bodyValue: unknown,
): ApexRestTarget {
  const { directive, fail, operation, args } = request;
  const method: ApexMethod = APEX_METHODS.find((one) => one === methodValue) ?? 'GET';
  if ((method === 'GET') !== (operation === 'query')) {
    throw fail(directive, 'A GET is a field of Query; every other method is a field of Mutation.');
  }
  const path = readPath(request, template);
  const used = new Set(path.flatMap((one) => ('argument' in one ? [one.argument] : [])));
  const query = readQuery(request, queryValue, method, used);
  for (const argument of query.values()) used.add(argument);
  const body = readBody(request, bodyValue, method, used);
  for (const argument of body === null ? [] : 'whole' in body ? [body.whole] : body.members)
    used.add(argument);
  const idle = args.find((argument) => !used.has(argument.name));
  if (idle !== undefined) throw fail(directive, `The argument ${idle.name} goes nowhere.`);
  return { kind: 'apexRest', method, path, query, body };
}

/** `/case-portal/cases/{id}`, or `/case-portal/{path*}` for any number of segments. */
function readPath(request: TargetRequest, template: string): readonly PathSegment[] {
  const { directive, fail, args } = request;
  const [root, ...segments] = template.split('/');
  if (root !== '' || segments.length === 0) throw fail(directive, 'The path begins with a slash.');
  return segments.map((segment): PathSegment => {
    const [, name, star] = /^\{(\w+)(\*?)\}$/.exec(segment) ?? [];
    if (name === undefined) {
      if (/^[A-Za-z0-9_~-][A-Za-z0-9_.~-]*$/.test(segment)) return { text: segment };
      throw fail(
        directive,
        `${segment || 'An empty text'} cannot stand in a path; an argument is {name}.`,
      );
    }
    const argument = args.find((one) => one.name === name);
    if (star === '*' && argument?.isList === true) return { argument: name, many: true };
    if (star === '' && argument?.required === true && !argument.isList) {
      return { argument: name, many: false };
    }
    const kind = star === '*' ? 'a list of texts' : 'a single text that is required';
    throw fail(directive, `The path needs an argument ${name}, ${kind}.`);
  });
}

/** `search={text}&limit={first}`; without it a GET sends every argument that the path does not take. */
function readQuery(
  request: TargetRequest,
  value: unknown,
  method: ApexMethod,
  used: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const { directive, fail, args } = request;
  if (typeof value !== 'string') {
    const rest = method === 'GET' ? args.filter(({ name }) => !used.has(name)) : [];
    return new Map(rest.map(({ name }) => [name, name]));
  }
  return new Map(
    value.split('&').map((pair) => {
      const [, parameter, argument] = /^([\w.-]+)=\{(\w+)\}$/.exec(pair) ?? [];
      if (parameter === undefined || argument === undefined) {
        throw fail(directive, `${pair} is not of the form parameter={argument}.`);
      }
      requireArgument(request, argument);
      return [parameter, argument] as const;
    }),
  );
}

/** `{input}`: that argument is the body; `a, b`: its members; without it, every argument that is left. */
function readBody(
  request: TargetRequest,
  value: unknown,
  method: ApexMethod,
  used: ReadonlySet<string>,
): ApexRestTarget['body'] {
  const { directive, fail, args } = request;
  if (method === 'GET' || method === 'DELETE') {
    if (value === undefined || value === null) return null;
    throw fail(directive, `Apex takes no body with ${method}.`);
  }
  if (typeof value !== 'string') {
    return { members: args.map(({ name }) => name).filter((name) => !used.has(name)) };
  }
  const whole = /^\s*\{(\w+)\}\s*$/.exec(value)?.[1];
  const members = whole === undefined ? value.split(',').map((name) => name.trim()) : [whole];
  for (const name of members) requireArgument(request, name);
  return whole === undefined ? { members } : { whole };
}

function requireArgument({ args, directive, fail }: TargetRequest, name: string): void {
  if (args.some((argument) => argument.name === name)) return;
  throw fail(directive, `There is no argument ${name}.`);
}
