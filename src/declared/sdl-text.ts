/** The SDL that an import writes, whatever it was read from: a head, the calls, and the types they use. */

import { typeName } from '../model/naming.ts';
import { capital } from './type-names.ts';

export type Direction = 'input' | 'output';

export interface ImportedCall {
  readonly root: 'Query' | 'Mutation';
  readonly text: string;
}

export interface ImportedMember {
  readonly name: string;
  /** What it is called on the wire. */
  readonly json: string;
  /** SDL. */
  readonly type: string;
}

/** @param head says what it was imported from, in a sentence. */
export function sdlFile(
  head: string,
  calls: readonly ImportedCall[],
  definitions: readonly string[],
): string {
  const blocks = (['Query', 'Mutation'] as const).flatMap((root) => {
    const fields = calls.filter((call) => call.root === root).map((call) => call.text);
    return fields.length === 0 ? [] : [`extend type ${root} {\n${fields.join('\n\n')}\n}`];
  });
  return [`# ${head}`, ...blocks, ...definitions, ''].join('\n\n');
}

export function callText(call: {
  readonly name: string;
  readonly args: readonly string[];
  readonly output: string;
  readonly directive: string;
}): string {
  const list = call.args.length === 0 ? '' : `(${call.args.join(', ')})`;
  return `  ${call.name}${list}: ${call.output}\n    ${call.directive}`;
}

/** SOAP does not say whether a method only reads: its name does, and whoever imports it may move it. */
export function rootOfSoapMethod(name: string): ImportedCall['root'] {
  return /^(?:get|find|list|read|search|count)/i.test(name) ? 'Query' : 'Mutation';
}

/** The types of one import, each once. */
export class SdlDefinitions {
  readonly #prefix: string;
  readonly #texts = new Map<string, string>();

  /** @param owner name of the class, which the names of its types begin with. */
  constructor(owner: string) {
    this.#prefix = typeName(owner);
  }

  /** @param members asked for once. @returns the name of the type. */
  define(own: string, direction: Direction, members: () => readonly ImportedMember[]): string {
    const name = `${this.#prefix}${capital(own)}${direction === 'input' ? 'Input' : ''}`;
    if (this.#texts.has(name)) return name;
    // Before its members, so that a type may hold itself.
    this.#texts.set(name, '');
    const lines = members().map(({ name: member, json, type }) => {
      const mapping = member === json ? '' : ` @field(name: "${json}")`;
      return `  ${member}: ${type}${mapping}`;
    });
    const keyword = direction === 'input' ? 'input' : 'type';
    const body = lines.length === 0 ? '  _: JSON' : lines.join('\n');
    this.#texts.set(name, `${keyword} ${name} {\n${body}\n}`);
    return name;
  }

  all(): readonly string[] {
    return [...this.#texts.values()];
  }
}
