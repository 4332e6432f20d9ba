/** The operations of a WSDL of an Apex class → SDL with `@apexSoap`. */

import { fieldName, typeName } from '../model/naming.ts';
import { callText, rootOfSoapMethod, sdlFile, SdlDefinitions, type Direction } from './sdl-text.ts';
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
  const owner = wsdl.apexClass.replace('/', '_');
  const types = new WsdlTypes(wsdl, owner);
  const calls = wsdl.operations.map(({ name, parameters, result }) => ({
    root: rootOfSoapMethod(name),
    text: callText({
      name: `${fieldName(typeName(owner))}${capital(name)}`,
      args: parameters.map((one) => `${one.name}: ${types.of(one, 'input')}`),
      output: result === null ? 'JSON' : types.of(result, 'output'),
      directive: `@apexSoap(class: "${wsdl.apexClass}", method: "${name}")`,
    }),
  }));
  const head = `Imported from the WSDL of ${wsdl.apexClass}. It is yours to edit: names may change, what they map to not.`;
  return sdlFile(head, calls, types.definitions());
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
  readonly #definitions: SdlDefinitions;

  constructor(wsdl: Wsdl, owner: string) {
    this.#wsdl = wsdl;
    this.#definitions = new SdlDefinitions(owner);
  }

  of({ type, isList }: WsdlElement, direction: Direction): string {
    const single = this.#single(type, direction);
    return isList ? `[${single}]` : single;
  }

  definitions(): readonly string[] {
    return this.#definitions.all();
  }

  #single(type: string, direction: Direction): string {
    const members = this.#wsdl.types.get(type);
    if (members === undefined || members.length === 0) {
      return SCALARS[type] ?? (this.#wsdl.texts.has(type) ? 'String' : 'JSON');
    }
    return this.#definitions.define(type, direction, () =>
      members.map((member) => ({
        name: fieldName(member.name),
        json: member.name,
        type: this.of(member, direction),
      })),
    );
  }
}
