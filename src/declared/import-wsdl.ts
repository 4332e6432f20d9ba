/** The operations of a WSDL of an Apex class → SDL with `@apexSoap`. */

import { fieldName, typeName } from '../model/naming.ts';
import { capital } from './type-names.ts';

export interface WsdlElement {
  readonly name: string;
  /** Without its prefix. */
  readonly type: string;
  readonly isList: boolean;
}

/** What a WSDL says, read from its XML. */
export interface Wsdl {
  /** `Class`, or `namespace/Class`, from the target namespace. */
  readonly apexClass: string;
  readonly operations: readonly {
    readonly name: string;
    readonly parameters: readonly WsdlElement[];
    /** Null: it answers nothing. */
    readonly result: WsdlElement | null;
  }[];
  /** Complex types by name. */
  readonly types: ReadonlyMap<string, readonly WsdlElement[]>;
  /** Simple types that only restrict a text. */
  readonly texts: ReadonlySet<string>;
}

export function importWsdl(wsdl: Wsdl): string {
  const prefix = typeName(wsdl.apexClass.replace('/', '_'));
  const types = new WsdlTypes(wsdl, prefix);
  const calls = wsdl.operations.map(({ name, parameters, result }) => {
    const args = parameters.map((one) => `${one.name}: ${types.of(one, 'input')}`);
    const list = args.length === 0 ? '' : `(${args.join(', ')})`;
    const output = result === null ? 'JSON' : types.of(result, 'output');
    const isRead = /^(?:get|find|list|read|search|count)/i.test(name);
    return {
      root: isRead ? 'Query' : 'Mutation',
      text: `  ${fieldName(prefix)}${capital(name)}${list}: ${output}\n    @apexSoap(class: "${wsdl.apexClass}", method: "${name}")`,
    };
  });
  const blocks = ['Query', 'Mutation'].flatMap((root) => {
    const fields = calls.filter((call) => call.root === root).map((call) => call.text);
    return fields.length === 0 ? [] : [`extend type ${root} {\n${fields.join('\n\n')}\n}`];
  });
  const head = `# Imported from the WSDL of ${wsdl.apexClass}. It is yours to edit: names may change, what they map to not.`;
  return [head, ...blocks, ...types.definitions(), ''].join('\n\n');
}

// Private:

const SCALARS: Readonly<Record<string, string>> = {
  ID: 'ID',
  string: 'String',
  base64Binary: 'String',
  int: 'Int',
  long: 'Long',
  double: 'Float',
  decimal: 'Float',
  boolean: 'Boolean',
  date: 'Date',
  dateTime: 'DateTime',
  time: 'Time',
};

class WsdlTypes {
  readonly #wsdl: Wsdl;
  readonly #prefix: string;
  readonly #definitions = new Map<string, string>();

  constructor(wsdl: Wsdl, prefix: string) {
    this.#wsdl = wsdl;
    this.#prefix = prefix;
  }

  of({ type, isList }: WsdlElement, direction: 'input' | 'output'): string {
    const single = this.#single(type, direction);
    return isList ? `[${single}]` : single;
  }

  definitions(): readonly string[] {
    return [...this.#definitions.values()];
  }

  #single(type: string, direction: 'input' | 'output'): string {
    const members = this.#wsdl.types.get(type);
    if (members !== undefined && members.length > 0) return this.#define(type, members, direction);
    return SCALARS[type] ?? (this.#wsdl.texts.has(type) ? 'String' : 'JSON');
  }

  #define(type: string, members: readonly WsdlElement[], direction: 'input' | 'output'): string {
    const name = `${this.#prefix}${capital(type)}${direction === 'input' ? 'Input' : ''}`;
    if (this.#definitions.has(name)) return name;
    this.#definitions.set(name, '');
    const lines = members.map((member) => {
      const field = fieldName(member.name);
      const mapping = field === member.name ? '' : ` @field(name: "${member.name}")`;
      return `  ${field}: ${this.of(member, direction)}${mapping}`;
    });
    this.#definitions.set(
      name,
      `${direction === 'input' ? 'input' : 'type'} ${name} {\n${lines.join('\n')}\n}`,
    );
    return name;
  }
}
